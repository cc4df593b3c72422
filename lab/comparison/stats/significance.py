"""Whether two sets of repetitions differ by more than matters, are equivalent, or the data are inconclusive.

One rule: the confidence interval of the difference (Welch's t-test) is compared with the margin of the measure. Wholly
beyond it, at the level the caller gives, one side is better; wholly inside it, at `EQUIVALENCE_LEVEL`, the two are
equivalent (two one-sided tests); anything else is inconclusive. Calling two sides equivalent by mistake names no
winner, so that level is not divided by the number of measures. `verdicts` chooses the level. Only comparisons load
SciPy, and only here.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from scipy.special import stdtrit

from lab.comparison.measures import Better, Measure
from lab.comparison.stats.outliers import without_outliers
from lab.language.counting import count

EQUIVALENCE_LEVEL = 0.10  # of an interval whose two ends are each tested against the margin at 5 %
FEWEST = 3  # the spread of two values is a guess
HOPELESS = 200  # more repetitions per side than is practical
_ROUNDING = 1e-9


class Verdict(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    EQUIVALENT = "equivalent"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Interval:
    """Confidence interval of the difference: of other/first if `relative`, else of other - first."""

    low: float
    high: float
    relative: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """Of the other values relative to the first. `more_repetitions`: estimated per side; None when hopeless."""

    verdict: Verdict
    reason: str
    interval: Interval | None = None
    more_repetitions: int | None = None


@dataclass(frozen=True, slots=True)
class _Difference:
    """Of the means, other less first, of logarithms when `relative`. `half_width`: of its interval at the caller's
    level; `equivalence_half_width`: at `EQUIVALENCE_LEVEL`."""

    value: float
    half_width: float
    equivalence_half_width: float
    margin: float
    relative: bool
    outliers: int

    def interval(self) -> Interval:
        low, high = self.value - self.half_width, self.value + self.half_width
        return Interval(math.exp(low), math.exp(high), True) if self.relative else Interval(low, high, False)

    def verdict(self, better: Better) -> Verdict:
        if abs(self.value) - self.half_width > self.margin:
            return Verdict.BETTER if (self.value < 0) == (better == "lower") else Verdict.WORSE
        within = abs(self.value) + self.equivalence_half_width <= self.margin
        return Verdict.EQUIVALENT if within else Verdict.INCONCLUSIVE


def decide(first: Sequence[float], other: Sequence[float], measure: Measure, level: float) -> Decision:
    """`level`: the two-sided probability that the interval misses the true difference."""
    fewer = min(len(first), len(other))
    if fewer < FEWEST:
        reason = f"{count(fewer, 'repetition')} cannot show the spread; at least {FEWEST} are needed"
        return Decision(Verdict.INCONCLUSIVE, reason, more_repetitions=FEWEST - fewer)
    difference, more = _welch(first, other, measure, level)
    verdict = difference.verdict(measure.better)
    if verdict is Verdict.EQUIVALENT:
        difference = replace(difference, half_width=difference.equivalence_half_width)
    if verdict is not Verdict.INCONCLUSIVE:
        more = None
    return Decision(verdict, _reason(difference, verdict, measure, more), difference.interval(), more)


def _welch(
    first: Sequence[float], other: Sequence[float], measure: Measure, level: float
) -> tuple[_Difference, int | None]:
    smaller = min(abs(statistics.median(first)), abs(statistics.median(other)))
    share = measure.margin * smaller
    # Where the floor is larger than the share, differences are tested: a ratio of two values near 0 means nothing.
    relative = min(*first, *other) > 0 and measure.floor <= share
    rounding = _ROUNDING * (1.0 if relative else max(map(abs, (*first, *other))))
    margin = rounding + (math.log1p(measure.margin) if relative else max(measure.floor, share))
    if relative:
        # Divided by the median, so that another unit changes nothing.
        first = [math.log(value / smaller) for value in first]
        other = [math.log(value / smaller) for value in other]
    total = len(first) + len(other)
    if not measure.worst:  # there, a single bad repetition counts
        first, other = without_outliers(first, other)
    counts = (len(first), len(other))
    outliers = total - sum(counts)
    value = statistics.fmean(other) - statistics.fmean(first)
    variances = (_variance(first, rounding), _variance(other, rounding))
    if variances == (0.0, 0.0):
        # Identical repetitions on both sides: there is no uncertainty.
        return _Difference(value, 0.0, 0.0, margin, relative, outliers), None
    half_width, equivalence_half_width = (
        _half_width(variances, counts, one) for one in (level, max(level, EQUIVALENCE_LEVEL))
    )
    difference = _Difference(value, half_width, equivalence_half_width, margin, relative, outliers)
    return difference, _more_repetitions(difference, variances, counts, level)


def _variance(values: Sequence[float], rounding: float) -> float:
    """0 when the values differ by no more than rounding."""
    if max(values) - min(values) <= rounding:
        return 0.0
    mean = statistics.fmean(values)
    return math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)


def _half_width(variances: tuple[float, float], counts: tuple[int, int], level: float) -> float:
    of_means = [variance / number for variance, number in zip(variances, counts, strict=True)]
    both = sum(of_means)
    freedom = both**2 / sum(part**2 / (number - 1) for part, number in zip(of_means, counts, strict=True))
    # Rounded down, which widens the interval by less than a hundredth, so that few quantiles are computed.
    step = 0.1 if freedom < 20 else 1.0 if freedom < 100 else 10.0
    return t_quantile(level, round(math.floor(freedom / step) * step, 1)) * math.sqrt(both)


@lru_cache(maxsize=4096)
def t_quantile(level: float, freedom: float) -> float:
    """The t beyond which, in both tails together, `level` of Student's distribution lies."""
    return float(-stdtrit(freedom, level / 2))


def _more_repetitions(
    difference: _Difference, variances: tuple[float, float], counts: tuple[int, int], level: float
) -> int | None:
    """How many more per side would decide, if the means and variances so far were the true ones."""
    distance = abs(abs(difference.value) - difference.margin)
    needed_level = level if abs(difference.value) > difference.margin else max(level, EQUIVALENCE_LEVEL)

    def enough(more: int) -> bool:
        return _half_width(variances, (counts[0] + more, counts[1] + more), needed_level) < distance

    if not enough(HOPELESS):
        return None
    low, high = 0, HOPELESS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _reason(difference: _Difference, verdict: Verdict, measure: Measure, more: int | None) -> str:
    interval = difference.interval()
    unit = "" if difference.relative or measure.unit in ("count", "share") else f" {measure.unit}"
    if interval.relative:
        text = f"{_range(interval.low, interval.high)} times as much"
        margin = f"{measure.margin * 100:.3g} %"
    else:
        text = f"{_range(interval.low, interval.high, signed=True)}{unit}"
        margin = f"{difference.margin:.3g}{unit}"
    has_margin = bool(measure.margin or measure.floor)
    without = f", without {count(difference.outliers, 'outlier')}" if difference.outliers else ""
    match verdict:
        case Verdict.BETTER | Verdict.WORSE:
            return f"{text}{without}" + (f"; the margin is {margin}" if has_margin else "")
        case Verdict.EQUIVALENT:
            return (f"{text}, within the margin of {margin}" if has_margin else "identical values") + without
        case Verdict.INCONCLUSIVE:
            outlook = f"about {count(more, 'more repetition')} per side needed" if more else "more would hardly help"
            return f"{text}{without}, neither beyond nor within the margin of {margin}; {outlook}"


def _range(low: float, high: float, signed: bool = False) -> str:
    texts = [f"{number:+.3g}" if signed else f"{number:.3g}" for number in (low, high)]
    return texts[0] if texts[0] == texts[1] else f"{texts[0]} to {texts[1]}"
