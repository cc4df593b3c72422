"""Counts the runs by outcome, and holds the outcome of the next ones."""

import json
from dataclasses import dataclass


class InvalidOutcome(ValueError):
    """A body does not set the outcome of the next runs."""


@dataclass(slots=True)
class Runs:
    """`not_pushed` counts runs of either outcome that the Pushgateway did not accept."""

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
        outcome = json.loads(body)
    except (ValueError, RecursionError):
        outcome = None
    match outcome:
        case {"succeeds": bool(succeeds), **rest} if not rest:
            return succeeds
    raise InvalidOutcome('expected {"succeeds": true} or {"succeeds": false}')
