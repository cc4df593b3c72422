"""A comparison as one value: what was measured on each side in each repetition, and how portable its queries are.

It contains no verdicts: those and every report are computed from it.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import Field

from lab.language.recorded import Recorded
from lab.record.event import ImageRecord
from lab.record.run_record import Measurement, Versions

SCHEMA_VERSION = 2

Phase: TypeAlias = Literal["steady", "faults", "size"]
Transport: TypeAlias = Literal["pull", "push", "push, then pull"]


class MeasuredValue(Measurement):
    """`of`: a component or a network link, empty for the total. `within`: the part that this is a share of, for
    instance the link of which only one direction was counted. `censored`: the measurement ended at its limit, so that
    the true value is larger.
    """

    within: str = ""
    censored: bool = False


class WireCheckResult(Recorded):
    """Whether a side sent on its network link what it claims to; `actual` is what was sent."""

    claim: str
    passed: bool
    expected: str
    actual: str


class Repetition(Recorded):
    """One fresh lab of one side. `size`: number of series in the phase `size`, else 0.

    `invalid_reason`: why its values are ignored; empty when they count. Times are unix seconds.
    """

    side: str
    number: int
    phase: Phase
    size: int = 0
    lab: str = ""
    started: float
    ended: float
    measurements: tuple[MeasuredValue, ...] = ()
    wire_checks: tuple[WireCheckResult, ...] = ()
    invalid_reason: str = ""


class SideRecord(Recorded):
    """`transport`: how samples reach the storage; None where no comparison file says so. `images`: what ran."""

    name: str
    scenario: str
    title: str
    transport: Transport | None
    plan_digest: str
    dialect: str | None = None
    network_links: dict[str, tuple[str, str]] = Field(default_factory=dict)
    images: tuple[ImageRecord, ...] = ()


class MetricName(Recorded):
    """The metric of one meaning on one side. `labels`: label of the meaning -> label of the series."""

    metric: str
    type: str
    unit: str = ""
    labels: dict[str, str] = Field(default_factory=dict)


class MeaningNames(Recorded):
    """One meaning on each side that has it."""

    meaning: str
    by_side: dict[str, MetricName]


class BrokenQuery(Recorded):
    """A rule or panel written for one side that returns no data on another. `cause`: the part that matches nothing."""

    kind: Literal["alert", "recording rule", "panel"]
    name: str
    file: str
    query: str
    written_for: str
    on: str
    cause: str


class QueryAnswer(Recorded):
    """One question, asked on one side in its dialect. `value` is None when the query returned nothing.

    `tolerance`: how far the answer may be off because of buckets and window alone, in `unit`.
    """

    question: str
    side: str
    query: str
    unit: str
    value: float | None
    truth: float
    tolerance: float


class NameDifference(Recorded):
    """Which names sides have in common and which not, and how many rules and panels return data on another side
    unchanged (`working`).

    `only_on`, `labels_only_on`: side -> metric and label names that no other of these sides has. `title`: of the
    contrast, empty for all sides.
    """

    title: str = ""
    only_on: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    shared: tuple[str, ...] = ()
    labels_only_on: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    working: int = 0


class Portability(NameDifference):
    """What moving from one side to another means for queries, rules and dashboards. `contrasts`: the names of each."""

    meanings: tuple[MeaningNames, ...] = ()
    broken: tuple[BrokenQuery, ...] = ()
    answers: tuple[QueryAnswer, ...] = ()
    contrasts: tuple[NameDifference, ...] = ()

    @property
    def differences(self) -> tuple[NameDifference, ...]:
        """Of each contrast, or of all sides without contrasts."""
        return self.contrasts or (self,)


class ExpectedDifference(Recorded):
    """`better`: a side, or None when the sides are expected to be equivalent. `contrast`: None for every pair."""

    measure: str
    better: str | None
    because: str
    contrast: str | None = None


class Intervals(Recorded):
    """Seconds between two scrapes or exports, and how far back a query looks."""

    scrape: float
    export: float
    lookback: float


class ComparisonRecord(Recorded):
    """`file`, `text`: the comparison file, empty when there is none. `benchmark_ms`: how long the same CPU benchmark
    took before each repetition. `contrasts`: title -> two sides; empty for the first side with each other one.
    `remarks`: what a reader must know, for example a size that did not fit into memory.
    """

    schema_version: Literal[2] = 2
    name: str
    title: str
    why: str
    file: str = ""
    text: str = ""
    started: float
    ended: float
    versions: Versions
    sides: tuple[SideRecord, ...]
    repetitions: tuple[Repetition, ...]
    portability: Portability = Portability()
    expected: tuple[ExpectedDifference, ...] = ()
    contrasts: dict[str, tuple[str, str]] = Field(default_factory=dict)
    margins: dict[str, float] = Field(default_factory=dict)
    lab_intervals: Intervals = Intervals(scrape=1.0, export=1.0, lookback=5.0)
    production_intervals: Intervals = Intervals(scrape=15.0, export=60.0, lookback=300.0)
    benchmark_ms: tuple[float, ...] = ()
    remarks: tuple[str, ...] = ()

    def valid_repetitions(self, side: str, phase: Phase | None = None) -> tuple[Repetition, ...]:
        """Of one side; in all phases when `phase` is None."""
        return tuple(
            r for r in self.repetitions if r.side == side and phase in (None, r.phase) and not r.invalid_reason
        )
