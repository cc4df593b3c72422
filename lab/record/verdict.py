"""The verdict on one expectation."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from lab.errors import Place
from lab.language.reasons import Reason
from lab.language.recorded import Recorded
from lab.record.observation import Observation


class Status(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"  # the backend could not be observed
    NOT_APPLICABLE = "not_applicable"  # needs an optional component that was left out


class Empty(Recorded):
    """A query of a panel, or a variable of a dashboard, that returned nothing. `whole`: no query of the panel has data.
    `used_by`: how many empty panels use the variable. `label`: the one whose values the variable wants. `cause` and
    `missing`, the metrics that were never sent, are found from what the lab held at the end of the run."""

    kind: Literal["panel", "variable"] = "panel"
    name: str
    ref: str = ""
    query: str
    promql: str = ""  # what can be explained; empty for a query of another language
    label: str = ""
    whole: bool = True
    allowed: bool = False  # it may be empty
    used_by: int = 0
    cause: str = ""
    missing: tuple[str, ...] = ()


class Judgement(Recorded):
    """What an expectation makes of the answers of one attempt. `missing`: names of metrics that do not exist,
    or selectors of series that should. `final`: no later attempt can change it. `empty`: the panels and variables
    without data, shortest name first."""

    status: Status
    reason: Reason | None = None
    expected: str
    actual: str
    difference: str = ""  # from what is expected: a number, or a list of what is missing
    hint: str = ""  # what to look at or do next
    missing: tuple[str, ...] = ()
    final: bool = False
    refused: str = ""  # what senders and receivers of the lab say about exports that were not accepted
    empty: tuple[Empty, ...] = ()


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
