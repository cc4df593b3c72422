"""The result of a comparison: rows of measures by pair of sides, and the outcome of expected differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lab.comparison.measures import Measure
from lab.comparison.record import Phase
from lab.comparison.stats.significance import Interval, Verdict
from lab.comparison.stats.summary_stats import Summary


@dataclass(frozen=True, slots=True)
class Row:
    """`verdict` is about the other side relative to the first; None when the row is reported but not judged.

    `within`: the part that `of` is a share of. `summaries` by side. `ratio`: other/first of the medians, None when the
    first is 0. `more_repetitions`: estimated number per side to reach a verdict, None when there is a verdict or
    no number would help.
    """

    phase: Phase
    measure: Measure
    of: str
    within: str
    size: int
    summaries: Mapping[str, Summary]
    ratio: float | None = None
    interval: Interval | None = None
    verdict: Verdict | None = None
    winner: str | None = None
    more_repetitions: int | None = None
    reason: str = ""


class Status(StrEnum):
    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class HypothesisResult:
    """`better`: the side expected to be better; None when the two were expected to be equivalent."""

    measure: str
    better: str | None
    because: str
    status: Status
    evidence: str


@dataclass(frozen=True, slots=True)
class Pair:
    """`undecided`: why nothing is decided between the two; empty when it is. `title`: of the contrast, if it is one.

    `same_side`: the side that is compared with itself at another time; empty when two sides are compared.
    """

    first: str
    other: str
    rows: tuple[Row, ...]
    undecided: str = ""
    same_side: str = ""
    hypotheses: tuple[HypothesisResult, ...] = ()
    title: str = ""

    @property
    def name(self) -> str:
        """What is compared: the title of the contrast, or the side that is compared with itself; else empty."""
        return self.title or self.same_side


@dataclass(frozen=True, slots=True)
class ComparisonResult:
    """`judged`: how many rows could name a winner; `level`: the significance level of each of them.

    `benchmark_ms`: of the machine. `remarks`: what a reader must know before believing any of it.
    """

    pairs: tuple[Pair, ...]
    judged: int
    level: float
    benchmark_ms: Summary | None = None
    remarks: tuple[str, ...] = ()

    @property
    def undecided(self) -> str:
        return "; ".join(pair.undecided for pair in self.pairs if pair.undecided)
