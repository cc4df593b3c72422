"""What a comparison comes to, as values: rows, the pairs of sides they belong to, and what was foreseen of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lab.comparison.measures import Measure
from lab.comparison.stats.significance import Between, Told
from lab.comparison.stats.summary_stats import Spread


@dataclass(frozen=True, slots=True)
class Row:
    """`verdict` is about the other side relative to the first; None when the row bears none.

    `ratio`: other/first of the medians, None when the first is 0. `noise`: standard deviation as a share of the mean,
    by side. `more`: repetitions a side that would probably tell, None when that is hopeless or nothing is open.
    """

    phase: str
    measure: Measure
    of: str
    size: int
    spreads: Mapping[str, Spread]
    ratio: float | None = None
    between: Between | None = None
    verdict: Told | None = None
    winner: str | None = None
    more: int | None = None
    noise: Mapping[str, float | None] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`better`: the side that was expected to be; None when the two were expected to be the same."""

    measure: str
    better: str | None
    because: str
    status: Literal["met", "not met", "cannot tell"]
    seen: str


@dataclass(frozen=True, slots=True)
class Pair:
    """`about`: the side that is compared with itself at another time, empty when two sides are compared.

    `undecided`: why nothing of this pair is decided; empty when it is.
    """

    first: str
    other: str
    rows: tuple[Row, ...]
    undecided: str = ""
    about: str = ""
    foreseen: tuple[Foreseen, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """`judged`: how many rows bear a verdict that could name a winner. `level`: what each of them is judged at.

    `noise`: of the machine, in ms. `remarks`: what a reader must know before believing any of it.
    """

    pairs: tuple[Pair, ...]
    judged: int
    level: float
    noise: Spread | None = None
    remarks: tuple[str, ...] = ()

    @property
    def undecided(self) -> str:
        return "; ".join(pair.undecided for pair in self.pairs if pair.undecided)

    @property
    def winners(self) -> tuple[Row, ...]:
        return tuple(row for pair in self.pairs for row in pair.rows if row.winner)
