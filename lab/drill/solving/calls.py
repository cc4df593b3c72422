"""Series that give the call of a function a value."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from lab.drill.solving.goal import Goal, exactly
from lab.drill.solving.range_functions import programmes
from lab.drill.solving.searching import Search
from lab.drill.solving.series import Buckets, Earlier, Programme
from lab.drill.solving.world import UNKNOWN, Mark, World, known, selectors_in
from lab.why.expression import (
    Call,
    Expression,
    Subquery,
    Window,
)

_YEARS_S = 20 * 365 * 86400.0  # a value this near to the time is a timestamp
_THROUGH = (
    "sort", "sort_desc", "sort_by_label", "sort_by_label_desc", "label_replace", "label_join", "vector", "scalar",
    "timestamp", "ceil", "floor", "round", "abs", "clamp_min", "clamp_max", "clamp", "deg", "rad",
)  # fmt: skip


def aim_call(call: Call, goal: Goal, world: World, search: Search) -> Iterator[World]:
    function, args = call.function, call.args
    if function in ("absent", "absent_over_time"):
        if goal.has(1.0):
            yield from search.void(instant_of(args[0]), world)
        return
    if function == "histogram_quantile":
        yield from _quantile(args[1], goal, world, search)
        return
    for arg in args:
        match arg:
            case Window():
                yield from _ranged(function, arg, goal, args, world)
                return
            case Subquery():
                yield from search.aim(arg.of, goal, world)
                return
    match function:
        case "sqrt":
            yield from search.aim(args[0], Goal(max(goal.low, 0.0) ** 2, goal.high**2), world)
        case "exp" | "ln" | "log2" | "log10":
            yield from search.aim(args[0], _inverse_power(function, goal), world)
        case "sgn":
            wanted = [g for v, g in ((1, Goal(1e-6)), (0, exactly(0)), (-1, Goal(high=-1e-6))) if goal.has(v)]
            for inner in wanted:
                yield from search.aim(args[0], inner, world)
        case "abs" if goal.low > 0:
            yield from search.aim(args[0], goal, world)
            yield from search.aim(args[0], goal.times(-1), world)
        case "floor" | "ceil" | "round" if goal.low == goal.high:
            yield from search.aim(args[0], goal, world)
        case _ if function in _THROUGH and args:
            yield from search.aim(args[0], goal, world)


def _inverse_power(function: str, goal: Goal) -> Goal:
    base = {"ln": math.e, "log2": 2.0, "log10": 10.0}.get(function)
    if base is not None:
        return Goal(base ** min(goal.low, 100.0) if goal.low > -math.inf else 0.0, base ** min(goal.high, 100.0))
    return Goal(
        math.log(goal.low) if goal.low > 0 else -math.inf, math.log(goal.high) if 0 < goal.high < math.inf else math.inf
    )


def _ranged(function: str, ranged: Window, goal: Goal, args: tuple[Expression, ...], world: World) -> Iterator[World]:
    cell, age = world.at.labelling.of(ranged.of), ranged.of.shift.offset
    fed = world.fed.get(cell, UNKNOWN)
    number = known(args[-1], world)
    ahead = number if isinstance(number, float) else 0.0
    found = list(programmes(function, goal, ranged.seconds, age, world.at.reach, ahead))
    if isinstance(fed, Mark):
        for programme in found:
            if not programme.slope and abs(programme.level - world.at.moment) < _YEARS_S:
                programme = replace(programme, level=programme.level - world.at.moment, clock=True)
            yield world.feeding(cell, programme)
    elif isinstance(fed, Programme) and fed.earlier is None and not fed.clock:
        for programme in found:
            # Of a shorter range than the one that decided it, or with a level that something else decided.
            for cut in (age + ranged.seconds * 1.5, age + ranged.seconds * 0.75):
                level = fed.level - fed.slope * cut
                changed = Programme(
                    level + programme.slope * cut, programme.slope, earlier=Earlier(cut, level, fed.slope)
                )
                yield world.feeding(cell, changed)
            yield world.feeding(cell, replace(programme, level=fed.level))


def _quantile(buckets: Expression, goal: Goal, world: World, search: Search) -> Iterator[World]:
    cells = [world.at.labelling.of(selector) for selector in selectors_in(buckets)]
    if not cells or any(cell in world.fed for cell in cells):
        return
    for value in goal.options():
        fed = world
        for cell in cells:
            fed = fed.feeding(cell, Buckets(value))
        yield fed


def instant_of(expression: Expression) -> Expression:
    """What a range or a subquery is of."""
    return expression.of if isinstance(expression, Window | Subquery) else expression
