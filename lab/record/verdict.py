"""What was decided about one expectation."""

from __future__ import annotations

from enum import StrEnum

from lab.errors import Place
from lab.language.reasons import Reason
from lab.language.recorded import Recorded
from lab.record.observation import Observation


class Status(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"  # we could not observe
    NOT_APPLICABLE = "not_applicable"  # needs an optional component that was left out


class Judgement(Recorded):
    """One answer held against one check. `missing`: the metric names that were asked for and not found. `final`: no
    later answer can change it."""

    status: Status
    reason: Reason | None = None
    expected: str
    actual: str
    difference: str = ""  # how far off, when that is a number or a list of what is missing
    hint: str = ""  # what to look at or do next
    missing: tuple[str, ...] = ()
    final: bool = False


class Verdict(Recorded):
    """`elapsed_ms` counts from the moment the expectation was first asked; `attempts` is how often it was."""

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
