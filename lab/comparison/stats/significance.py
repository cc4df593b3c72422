"""Whether two sets of repetitions of one measure differ by more than matters, are the same, or cannot be told apart.

One rule: Welch's interval of the difference is held against the margin of the measure. Wholly beyond it, at the level
the caller gives, one side is better; wholly inside it, at `SAME`, they are the same; anything else cannot be told. To
call two sides the same by mistake names no winner, so each measure has a level of its own there. Which values
tell of the machine alone is for `strays`, what counts as one measure and how strict the level must be for `verdicts`.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from lab.comparison.measures import Measure
from lab.comparison.stats.outliers import without_strays
from lab.comparison.stats.student import two_sided_quantile

Told: TypeAlias = Literal["better", "worse", "the same", "cannot tell"]

SAME = 0.10  # the level of an interval whose two ends are each held against the margin once, at 5 %
FEWEST = 3  # of two values the spread is a guess
HOPELESS = 200  # more repetitions a side than anyone will run
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Between:
    """Where the difference lies, with all measures considered: as other/first if `relative`, else other - first."""

    low: float
    high: float
    relative: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """Of the other values relative to the first. `more`: repetitions a side that would tell; None when hopeless."""

    told: Told
    reason: str
    between: Between | None = None
    more: int | None = None


@dataclass(frozen=True, slots=True)
class _Difference:
    """Other less first, on logarithms when `relative`. `unsure` is half of its interval, `closer` half of the one at
    `SAME`, `margin` what matters."""

    value: float
    unsure: float
    margin: float
    relative: bool
    strays: int = 0
    closer: float = 0.0

    def between(self) -> Between:
        low, high = self.value - self.unsure, self.value + self.unsure
        return Between(math.exp(low), math.exp(high), True) if self.relative else Between(low, high, False)

    def told(self, better: str) -> Told:
        if abs(self.value) - self.unsure > self.margin:
            return "better" if (self.value < 0) == (better == "lower") else "worse"
        return "the same" if abs(self.value) + self.closer <= self.margin else "cannot tell"


def decide(first: Sequence[float], other: Sequence[float], measure: Measure, level: float) -> Decision:
    """`level`: the two-sided probability of an interval that misses the truth."""
    fewer = min(len(first), len(other))
    if fewer < FEWEST:
        reason = f"{_counted(fewer)} says nothing of the noise; {FEWEST} are needed"
        return Decision("cannot tell", reason, more=FEWEST - fewer)
    found, more = _welch(first, other, measure, level)
    told = found.told(measure.better)
    if told == "the same":
        found = replace(found, unsure=found.closer)
    return Decision(told, _words(found, told, measure, more), found.between(), more if told == "cannot tell" else None)


def _welch(
    first: Sequence[float], other: Sequence[float], measure: Measure, level: float
) -> tuple[_Difference, int | None]:
    smaller = min(abs(statistics.median(first)), abs(statistics.median(other)))
    share = measure.margin * smaller
    # Where the floor decides, so do differences: the ratio of two values that both are next to nothing says nothing.
    relative = min(*first, *other) > 0 and measure.floor <= share
    grain = _ROUNDING * (1.0 if relative else max(map(abs, (*first, *other))))
    margin = grain + (math.log1p(measure.margin) if relative else max(measure.floor, share))
    if relative:
        # By the median, so that another unit changes nothing.
        first = [math.log(value / smaller) for value in first]
        other = [math.log(value / smaller) for value in other]
    total = len(first) + len(other)
    if not measure.worst:  # what was lost in one repetition alone is what is looked for
        first, other = without_strays(first, other)
    counts = (len(first), len(other))
    strays = total - sum(counts)
    value = statistics.fmean(other) - statistics.fmean(first)
    variances = (_variance(first, grain), _variance(other, grain))
    if variances == (0.0, 0.0):
        # Repeated to the digit on both sides: there is nothing to be unsure of.
        return _Difference(value, 0.0, margin, relative, strays), None
    wide, close = (_half_width(variances, counts, wanted) for wanted in (level, max(level, SAME)))
    found = _Difference(value, wide, margin, relative, strays, close)
    return found, _more(found, variances, counts, level)


def _variance(values: Sequence[float], grain: float) -> float:
    if max(values) - min(values) <= grain:
        return 0.0
    mean = statistics.fmean(values)
    return math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)


def _half_width(variances: tuple[float, float], counts: tuple[int, int], level: float) -> float:
    of_means = [variance / count for variance, count in zip(variances, counts, strict=True)]
    both = sum(of_means)
    freedom = both**2 / sum(part**2 / (count - 1) for part, count in zip(of_means, counts, strict=True))
    # Rounded down, which only widens the interval (by less than a hundredth), so that few quantiles are worked out.
    step = 0.1 if freedom < 20 else 1.0 if freedom < 100 else 10.0
    return two_sided_quantile(level, round(math.floor(freedom / step) * step, 1)) * math.sqrt(both)


def _more(found: _Difference, variances: tuple[float, float], counts: tuple[int, int], level: float) -> int | None:
    """How many more it would take a side, were the means and spreads seen so far the true ones."""
    room = abs(abs(found.value) - found.margin)
    wanted = level if abs(found.value) > found.margin else max(level, SAME)

    def enough(more: int) -> bool:
        return _half_width(variances, (counts[0] + more, counts[1] + more), wanted) < room

    if not enough(HOPELESS):
        return None
    low, high = 0, HOPELESS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _words(found: _Difference, told: Told, measure: Measure, more: int | None) -> str:
    between = found.between()
    unit = "" if found.relative or measure.unit in ("count", "share") else f" {measure.unit}"
    if between.relative:
        where = f"{_range(between.low, between.high)} times as much"
        margin = f"{measure.margin * 100:.3g} %"
    else:
        where = f"{_range(between.low, between.high, signed=True)}{unit}"
        margin = f"{found.margin:.3g}{unit}"
    apart = f", without {_counted(found.strays)} far from all others" if found.strays else ""
    match told:
        case "better" | "worse":
            counts = f"; a difference counts from {margin} on" if measure.margin or measure.floor else ""
            return f"{where}{apart}{counts}"
        case "the same":
            inside = f"{where}, within {margin}" if measure.margin or measure.floor else "the same to the digit"
            return f"{inside}{apart}"
    tries = f"about {_counted(more, 'more ')} a side would tell" if more else "more repetitions would hardly tell"
    return f"{where}{apart}, which {margin} does not settle; {tries}"


def _range(low: float, high: float, signed: bool = False) -> str:
    said = [f"{number:+.3g}" if signed else f"{number:.3g}" for number in (low, high)]
    return said[0] if said[0] == said[1] else f"{said[0]} to {said[1]}"


def _counted(count: int, more: str = "") -> str:
    return f"one {more}repetition" if count == 1 else f"{count} {more}repetitions"
