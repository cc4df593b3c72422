"""The series that a rule is fed, as far as they are decided, and what an expression makes of them.

The evaluation is for the search only: it knows one series for each selector and no labels. Whether a rule fires is
decided by Prometheus.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final, TypeAlias

from lab.drill.solving.arithmetic import COMPARE, TIMES, arithmetic, scalar
from lab.drill.solving.labels import Cell, Labelling
from lab.drill.solving.range_functions import result
from lab.drill.solving.series import Buckets, Copies, Programme, window
from lab.why.expression import (
    Aggregate,
    Binary,
    Call,
    Constant,
    Expression,
    Negative,
    Selector,
    Subquery,
    Window,
    parts,
)


class Mark:
    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


EMPTY: Final = Mark("empty")
UNKNOWN: Final = Mark("unknown")
Known: TypeAlias = float | Mark
Fed: TypeAlias = Programme | Buckets | None  # None: there is no such series


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is the same for all worlds of a rule. `moment`: unix seconds. `ages` of all samples, the oldest first;
    `reach`: of the oldest that the rule looks
    at."""

    labelling: Labelling
    moment: float
    ages: Sequence[float]
    reach: float
    offsets: Sequence[float] = (0.0,)  # of its selectors


@dataclass(frozen=True, slots=True)
class World:
    at: Surroundings
    fed: Mapping[Cell, Fed] = field(default_factory=dict)
    copies: Mapping[Cell, Copies] = field(default_factory=dict)

    def feeding(self, cell: Cell, fed: Fed) -> World:
        return replace(self, fed={**self.fed, cell: fed})

    def copying(self, cell: Cell, copies: Copies) -> World:
        return replace(self, copies={**self.copies, cell: copies})


def known(expression: Expression, world: World, age: float = 0.0) -> Known:
    """The value of an expression so many seconds before the moment; of several series, that of one."""
    match expression:
        case Constant(text):
            return _number(text)
        case Negative(of):
            inner = known(of, world, age)
            return inner if isinstance(inner, Mark) else -inner
        case Selector():
            return _instant(world, world.at.labelling.of(expression), age + expression.shift.offset)
        case Call():
            return _call(expression, world, age)
        case Aggregate():
            return _aggregate(expression, world, age)
        case Binary():
            return _binary(expression, world, age)
    return UNKNOWN


def _number(text: str) -> Known:
    try:
        return float(int(text, 16)) if text.lower().startswith("0x") else float(text)
    except ValueError:
        return UNKNOWN


def _instant(world: World, cell: Cell, age: float) -> Known:
    if cell not in world.fed:
        return UNKNOWN
    fed = world.fed[cell]
    if fed is None:
        return EMPTY
    if isinstance(fed, Buckets):
        return fed.slope * world.at.reach
    value = fed.at(age, world.at.moment)
    return EMPTY if value is None else value


def _call(call: Call, world: World, age: float) -> Known:
    function, args = call.function, call.args
    if function == "time":
        return world.at.moment - age
    if function in TIMES and not args:
        return TIMES[function](datetime.fromtimestamp(world.at.moment - age, UTC))
    if not args:
        return math.pi if function == "pi" else UNKNOWN
    if function in ("absent", "absent_over_time"):
        inner = known(args[0], world, age)
        return UNKNOWN if inner is UNKNOWN else 1.0 if inner is EMPTY else EMPTY
    if function == "histogram_quantile":
        return _quantile(args[1], world)
    ranged = next((arg for arg in args if isinstance(arg, Window | Subquery)), None)
    if isinstance(ranged, Window):
        return _ranged(function, ranged, args, world, age)
    inner = known(ranged.of if ranged is not None else args[0], world, age)
    if isinstance(inner, Mark):
        return inner
    numbers = [known(arg, world, age) for arg in args[1:]]
    try:
        return scalar(function, inner, [n for n in numbers if not isinstance(n, Mark)])
    except (ValueError, OverflowError, IndexError):
        return UNKNOWN


def _ranged(function: str, ranged: Window, args: Sequence[Expression], world: World, age: float) -> Known:
    cell = world.at.labelling.of(ranged.of)
    if cell not in world.fed:
        return UNKNOWN
    fed = world.fed[cell]
    if fed is None:
        return EMPTY
    programme = Programme(fed.slope * world.at.reach, fed.slope) if isinstance(fed, Buckets) else fed
    end = age + ranged.of.shift.offset
    samples = window(programme, world.at.ages, end, ranged.seconds, world.at.moment)
    ahead = known(args[-1], world) if function == "predict_linear" else 0.0
    samples = [(at + end, value) for at, value in samples]
    found = result(function, samples, ranged.seconds, ahead if isinstance(ahead, float) else 0.0)
    return EMPTY if found is None else found


def _quantile(buckets: Expression, world: World) -> Known:
    cells = [world.at.labelling.of(selector) for selector in selectors_in(buckets)]
    fed = [world.fed.get(cell, UNKNOWN) for cell in cells]
    if UNKNOWN in fed:
        return UNKNOWN
    first = fed[0] if fed else None
    return first.value if isinstance(first, Buckets) else EMPTY


def selectors_in(expression: Expression) -> list[Selector]:
    return [part for part in parts(expression) if isinstance(part, Selector)]


def _aggregate(aggregate: Aggregate, world: World, age: float) -> Known:
    inner = known(aggregate.of, world, age)
    if aggregate.op in ("count", "count_values"):
        if isinstance(inner, Mark):
            return inner
        return float(_copies_counted(aggregate, world))
    if aggregate.op == "sum":
        return _sum(aggregate, inner, world, age)
    if isinstance(inner, Mark) or aggregate.op not in _OF_SPREAD:
        return inner
    return _OF_SPREAD[aggregate.op](inner, _spread(aggregate, world))


def _spread(aggregate: Aggregate, world: World) -> float:
    """By how much the second of two series differs that an aggregation sees."""
    if _copies_counted(aggregate, world) != 2:
        return 0.0
    found = (world.copies.get(world.at.labelling.of(selector)) for selector in selectors_in(aggregate.of))
    return next((copies.spread for copies in found if copies is not None), 0.0)


# Of one series, and of two that differ by a spread.
_OF_SPREAD: dict[str, Callable[[float, float], float]] = {
    "group": lambda value, spread: 1.0,
    "max": lambda value, spread: value + max(spread, 0.0),
    "min": lambda value, spread: value + min(spread, 0.0),
    "avg": lambda value, spread: value + spread / 2,
    "stddev": lambda value, spread: abs(spread) / 2,
    "stdvar": lambda value, spread: spread**2 / 4,
}


def _copies_counted(aggregate: Aggregate, world: World) -> int:
    """How many series an aggregation sees that differ only in the label of the copies."""
    for selector in selectors_in(aggregate.of):
        copies = world.copies.get(world.at.labelling.of(selector))
        if copies is None or not reduces(aggregate, copies.label):
            continue
        inner = [part for part in _aggregates_in(aggregate.of) if part.op != "count_values"]
        if not any(reduces(part, copies.label) for part in inner):
            return copies.count
    return 1


def _aggregates_in(expression: Expression) -> list[Aggregate]:
    return [part for part in parts(expression) if isinstance(part, Aggregate)]


def reduces(aggregate: Aggregate, label: str) -> bool:
    """Whether series that differ only in this label become one."""
    if aggregate.by is None:
        return True
    return (label in aggregate.labels) is (aggregate.by is False)


def _sum(aggregate: Aggregate, inner: Known, world: World, age: float) -> Known:
    """With the series of other selectors that the summed one matches too."""
    if isinstance(inner, Mark):
        return inner
    count = _copies_counted(aggregate, world)
    total = inner * count + _spread(aggregate, world) * (count - 1)
    selectors = selectors_in(aggregate.of)
    if len(selectors) != 1:
        return total
    own = world.at.labelling.of(selectors[0])
    for other in world.at.labelling.others(selectors[0]):
        if other not in world.fed:
            return UNKNOWN
        as_own = replace(world, fed={**world.fed, own: world.fed[other]})
        more = known(aggregate.of, as_own, age)
        if not isinstance(more, Mark):
            total += more
    return total


def _binary(binary: Binary, world: World, age: float) -> Known:
    left, right = known(binary.left, world, age), known(binary.right, world, age)
    match binary.op:
        case "and":
            return EMPTY if EMPTY in (left, right) else UNKNOWN if right is UNKNOWN else left
        case "or":
            return right if left is EMPTY else left
        case "unless":
            return left if right is EMPTY or left is EMPTY else UNKNOWN if right is UNKNOWN else EMPTY
    if isinstance(left, Mark) or isinstance(right, Mark):
        return EMPTY if EMPTY in (left, right) else UNKNOWN
    if compare := COMPARE.get(binary.op):
        holds = compare(left, right)
        return float(holds) if binary.bool_ else left if holds else EMPTY
    return arithmetic(binary.op, left, right)
