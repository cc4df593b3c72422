"""A comparison as one value: what was measured of each side in each repetition, and what was found out beside it.

Every verdict and every report is worked out of it (`lab.compare`, `lab.report`): it holds no verdict itself.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lab.language.recorded import Recorded
from lab.record.event import ImageRecord
from lab.record.run_record import Measurement, Versions

SCHEMA_VERSION = 1


class ProofSeen(Recorded):
    """Whether a side showed on the wire what it claims to be; `seen` says what was there instead."""

    claim: str
    held: bool
    expected: str
    seen: str


class Repetition(Recorded):
    """One fresh lab of one side. `phase`: steady, faults, or size. `size`: of the phase `size`, else 0.

    `invalid_reason`: why its numbers count for nothing; empty when they do. Times are unix seconds.
    """

    side: str
    number: int
    phase: Literal["steady", "faults", "size"]
    size: int = 0
    lab: str = ""
    started: float
    ended: float
    measurements: tuple[Measurement, ...] = ()
    proofs: tuple[ProofSeen, ...] = ()
    invalid_reason: str = ""

    def value(self, name: str, of: str = "") -> float | None:
        return next((m.value for m in self.measurements if m.name == name and m.of == of), None)


class SideRecord(Recorded):
    """`path`: how a sample comes to be stored. `images`: what ran, with ids and versions."""

    name: str
    scenario: str
    title: str
    path: str
    plan_digest: str
    dialect: str | None = None
    links: dict[str, tuple[str, str]] = Field(default_factory=dict)
    images: tuple[ImageRecord, ...] = ()


class Called(Recorded):
    """What one meaning is called on one side. `labels`: label of the meaning -> label of the series."""

    metric: str
    type: str
    unit: str = ""
    labels: dict[str, str] = Field(default_factory=dict)


class MeaningMap(Recorded):
    """One meaning on each side that has it, by the side's name."""

    meaning: str
    called: dict[str, Called]


class Dead(Recorded):
    """A rule or panel written for one side that finds nothing on another. `killer`: the part that leaves nothing."""

    kind: Literal["alert", "recording rule", "panel"]
    name: str
    file: str
    query: str
    written_for: str
    on: str
    killer: str


class Answered(Recorded):
    """One question, asked on one side in its dialect. `value` is None when there was no answer."""

    question: str
    side: str
    query: str
    unit: str
    value: float | None
    truth: float
    tolerance: float  # how far the answer may be off by the buckets or the window alone, in the unit


class Portability(Recorded):
    """What a change from one side to another means for queries, rules and dashboards."""

    meanings: tuple[MeaningMap, ...] = ()
    only_on: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # side -> metric names no other side has
    shared: tuple[str, ...] = ()  # metric names that all sides have
    labels_only_on: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    dead: tuple[Dead, ...] = ()
    alive: int = 0  # rules and panels that work on the other side as they are
    answers: tuple[Answered, ...] = ()


class ExpectedDifference(Recorded):
    measure: str
    better: str | None
    because: str


class Intervals(Recorded):
    """Seconds between two scrapes or exports, and how far back a query looks."""

    scrape: float
    export: float
    lookback: float


class ComparisonRecord(Recorded):
    """`noise`: how long the same piece of work took on this machine before each repetition, in ms."""

    schema_version: Literal[1] = 1
    name: str
    title: str
    why: str
    file: str = ""  # the comparison file as a person reads it, empty when there is none
    text: str = ""  # of that file, or of what stands for one
    started: float
    ended: float
    versions: Versions
    sides: tuple[SideRecord, ...]
    repetitions: tuple[Repetition, ...]
    portability: Portability = Portability()
    expected: tuple[ExpectedDifference, ...] = ()
    margins: dict[str, float] = Field(default_factory=dict)
    measured_with: Intervals = Intervals(scrape=1.0, export=1.0, lookback=5.0)
    production: Intervals = Intervals(scrape=15.0, export=60.0, lookback=300.0)
    wait: float = 0.0  # how long a fault was given at most to be noticed, in seconds
    noise: tuple[float, ...] = ()
    remarks: tuple[str, ...] = ()  # what a reader must know: a size that was left out for want of memory, for instance

    def of(self, side: str, phase: str = "steady") -> tuple[Repetition, ...]:
        """The repetitions that count."""
        return tuple(r for r in self.repetitions if r.side == side and r.phase == phase and not r.invalid_reason)
