"""The verdict on one expectation."""

from __future__ import annotations

from enum import StrEnum

from lab.errors import Place
from lab.language.reasons import Reason
from lab.language.recorded import Recorded
from lab.record.observation import Observation


class Status(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"  # the backend could not be observed
    NOT_APPLICABLE = "not_applicable"  # needs an optional component that was left out


class Judgement(Recorded):
    """What an expectation makes of the answers of one attempt. `missing`: names of metrics that do not exist,
    or selectors of series that should. `final`: no later attempt can change it."""

    status: Status
    reason: Reason | None = None
    expected: str
    actual: str
    difference: str = ""  # from what is expected: a number, or a list of what is missing
    hint: str = ""  # what to look at or do next
    missing: tuple[str, ...] = ()
    final: bool = False
    refused: str = ""  # what senders and receivers of the lab say about exports that were not accepted


class Verdict(Recorded):
    """`attempts`: how often the expectation was evaluated. `elapsed_ms`: since the first attempt."""

    step: str
    name: str
    kind: str
    where: Place
    judgement: Judgement
    attempts: int
    elapsed_ms: int
    evidence: tuple[Observation, ...] = ()

    @property
    def status(self) -> Status:
        return self.judgement.status
