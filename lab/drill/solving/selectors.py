"""Series that give a selector a value, also when another selector has decided part of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lab.drill.solving.goal import Goal
from lab.drill.solving.series import LOOKBACK_S, Earlier, Programme
from lab.drill.solving.world import UNKNOWN, Mark, World
from lab.why.expression import (
    Selector,
)

_YEARS_S = 20 * 365 * 86400.0  # a value this near to the time is a timestamp


def aim_selector(selector: Selector, goal: Goal, world: World) -> Iterator[World]:
    cell, age = world.at.labelling.of(selector), selector.shift.offset
    fed = world.fed.get(cell, UNKNOWN)
    if isinstance(fed, Mark):
        for value in goal.options():
            if abs(value - world.at.moment) < _YEARS_S:
                yield world.feeding(cell, Programme(value - world.at.moment + age, clock=True))
            else:
                yield world.feeding(cell, Programme(value))
    elif isinstance(fed, Programme) and fed.earlier is None and not fed.clock:
        yield from (world.feeding(cell, programme) for programme in _also(fed, goal, age, world))


def _also(programme: Programme, goal: Goal, age: float, world: World) -> Iterator[Programme]:
    """A series that has another value at another time already."""
    offsets = world.at.offsets
    for value in goal.options():
        if age == 0 and any(offsets):
            cut = min(offset for offset in offsets if offset) / 2
            yield replace(programme, level=value, slope=0.0, earlier=Earlier(cut, programme.level, programme.slope))
        elif age > 0:
            yield replace(programme, earlier=Earlier(age / 2, value))
        if age == 0 and (programme.slope or programme.toggle):
            yield replace(programme, level=value)


def no_series(selector: Selector, world: World) -> Iterator[World]:
    cell = world.at.labelling.of(selector)
    if cell not in world.fed:
        yield world.feeding(cell, None)
        return
    fed = world.fed[cell]
    if isinstance(fed, Programme) and fed.ends is None:
        # It was there, as long ago as another selector looks.
        yield world.feeding(cell, replace(fed, ends=selector.shift.offset + LOOKBACK_S * 2))
