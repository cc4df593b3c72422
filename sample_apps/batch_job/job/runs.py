"""Keeps what became of the runs and how the next ones are to end. What a run does, and whom it tells, is decided
elsewhere."""

import json
from dataclasses import dataclass


class NotAnOutcome(ValueError):
    """A body does not say how the next runs are to end."""


@dataclass(slots=True)
class Runs:
    """`not_pushed` counts runs of either kind that the gateway was not told of."""

    succeeds: bool = True
    succeeded: int = 0
    failed: int = 0
    not_pushed: int = 0

    def add(self, *, succeeded: bool, pushed: bool) -> None:
        self.succeeded += succeeded
        self.failed += not succeeded
        self.not_pushed += not pushed

    def counts(self) -> dict[str, int]:
        return {"succeeded": self.succeeded, "failed": self.failed, "not_pushed": self.not_pushed}


def read_outcome(body: bytes) -> bool:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    match said:
        case {"succeeds": bool(succeeds), **rest} if not rest:
            return succeeds
    raise NotAnOutcome('expected {"succeeds": true} or {"succeeds": false}')
