"""How far back a rule looks, and when its series need samples."""

from __future__ import annotations

from dataclasses import dataclass

from lab.drill.solving.series import LOOKBACK_S
from lab.why.expression import Expression, Selector, Subquery, Window, children

AFTER_S = 240.0  # for how long after its moment a rule is evaluated
MAX_REACH_S = 100 * 86400.0  # how far back a rule may look
_MOST_STEPS = 400  # of one range


@dataclass(frozen=True, slots=True)
class Range:
    """A range of samples that ends `age` seconds before the moment; `seconds` is 0 for an instant selector. `step`:
    the longest distance of its samples."""

    age: float
    seconds: float
    step: float


def ranges_of(expression: Expression, age: float = 0.0, outer: float = 0.0) -> tuple[Range, ...]:
    """`outer`: the length of the subqueries around it."""
    match expression:
        case Selector(_, shift):
            return (Range(age + shift.offset, outer, 240.0 if outer else 15.0),)
        case Window(of, seconds):
            step = max(seconds / 24, 1.0) if not outer else max(min(seconds / 8, 240.0), 5.0)
            return (Range(age + of.shift.offset, seconds + outer, step),)
        case Subquery(of, seconds, _, shift):
            return ranges_of(of, age + shift.offset, outer + seconds)
    return tuple(found for child in children(expression) for found in ranges_of(child, age, outer))


def reach_of(ranges: tuple[Range, ...]) -> float:
    return max((found.age + found.seconds for found in ranges), default=0.0) + LOOKBACK_S


def sample_ages(ranges: tuple[Range, ...]) -> tuple[float, ...]:
    """The oldest first, down to `AFTER_S` after the moment (negative). Dense where short ranges move while the rule is
    evaluated, sparse in long ones."""
    shortest = min((found.seconds for found in ranges if found.seconds), default=120.0)
    dense = min(max(shortest / 8, 1.0), 15.0)
    ages: set[float] = set()
    for found in ranges:
        recent = min(max(found.seconds, 60.0), 600.0)
        start = found.age + recent + dense
        ages.update(round(start - dense * n, 3) for n in range(int((recent + dense + AFTER_S) / dense) + 1))
        step = max(found.step, found.seconds / _MOST_STEPS)
        oldest = found.age + found.seconds + step
        ages.update(round(oldest - step * n, 3) for n in range(int((oldest - found.age) / step) + 1))
    return tuple(sorted(ages, reverse=True))
