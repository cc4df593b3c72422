"""Series that give an aggregation a value: how many series it counts, what each adds to a sum."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from lab.drill.solving.goal import Goal, exactly
from lab.drill.solving.labels import Cell, matchers_of
from lab.drill.solving.searching import Search
from lab.drill.solving.series import Copies
from lab.drill.solving.world import UNKNOWN, Mark, World, known, reduces, selectors_in
from lab.why.expression import (
    Aggregate,
    Expression,
    parts,
)

_SHARES = (0.5, 0.02, 0.98, 0.995, 0.001)  # of a sum, for one of its terms
_SPREADS = (1.0, 100.0, 1e4, -1.0)  # by which a second series differs from the first
_MOST_COPIES = 300


def aim_aggregate(aggregate: Aggregate, goal: Goal, world: World, search: Search) -> Iterator[World]:
    if aggregate.op in ("count", "count_values"):
        yield from _count(aggregate, goal, world, search)
    elif aggregate.op == "sum":
        yield from _sum(aggregate, goal, world, search)
    elif aggregate.op in ("group", "stddev", "stdvar"):
        for found in search.aim(aggregate.of, Goal(), world):
            if _fits(aggregate, goal, found):
                yield found
            yield from _spread(aggregate, goal, found)
    else:
        yield from search.aim(aggregate.of, goal, world)
        yield from _spread(aggregate, goal, world)


def _spread(aggregate: Aggregate, goal: Goal, world: World) -> Iterator[World]:
    """A second series with another value, beside one that is decided already."""
    cells = {world.at.labelling.of(selector) for selector in selectors_in(aggregate.of)}
    label = _varying(aggregate)
    inner = known(aggregate.of, world)
    if len(cells) != 1 or not label or isinstance(inner, Mark):
        return
    (cell,) = cells
    wanted = [2 * (value - inner) for value in goal.options()]  # the mean is half-way
    for spread in () if cell in world.copies else (*_SPREADS, *wanted):
        found = world.copying(cell, Copies(2, label, spread))
        if _fits(aggregate, goal, found):
            yield found


def _count(aggregate: Aggregate, goal: Goal, world: World, search: Search) -> Iterator[World]:
    for first in search.aim(aggregate.of, Goal(), world):
        value = known(aggregate, first)
        if isinstance(value, float) and goal.has(value):
            yield first
            continue
        for wanted in dict.fromkeys((math.ceil(goal.low) if goal.low > -math.inf else 1, *map(int, goal.options()))):
            label = _varying(aggregate)
            if not goal.has(wanted) or not 2 <= wanted <= _MOST_COPIES or not label:
                continue
            copied = first
            for selector in selectors_in(aggregate.of):
                spread = 1.0 if any(_is(part, "count_values") for part in parts(aggregate)) else 0.0
                cell = first.at.labelling.of(selector)
                copied = copied.copying(cell, Copies(wanted, label, spread))
            yield copied


def _is(part: Expression, op: str) -> bool:
    return isinstance(part, Aggregate) and part.op == op


def _varying(aggregate: Aggregate) -> str:
    """A label that may differ between the series that an aggregation makes one; empty if there is none."""
    inner = [part for part in parts(aggregate.of) if isinstance(part, Aggregate) and part.op != "count_values"]
    fixed = {m.label for s in selectors_in(aggregate) for m in matchers_of(s) if m.op == "="}
    for part in inner:
        kept = [label for label in part.labels if part.by] if part.by else []
        return next((label for label in kept if reduces(aggregate, label) and label not in fixed), "")
    candidates = ["instance", "pod", "copy"] if aggregate.by is not False else [*aggregate.labels]
    return next((label for label in candidates if reduces(aggregate, label) and label not in fixed), "")


def _sum(aggregate: Aggregate, goal: Goal, world: World, search: Search) -> Iterator[World]:
    """Other series that the selector matches too take their share."""
    selectors = selectors_in(aggregate.of)
    own = selectors[0] if len(selectors) == 1 else None
    others = world.at.labelling.others(own) if own is not None else ()
    open_ = [cell for cell in others if cell not in world.fed]
    if own is None or not others:
        yield from search.aim(aggregate.of, goal, world)
        yield from _spread(aggregate, goal, world)
        return
    cell = world.at.labelling.of(own)
    for first in _share(aggregate.of, cell, open_, goal, world, search):
        if cell in first.fed:
            if _fits(aggregate, goal, first):
                yield first
            continue
        alone = known(aggregate, first.feeding(cell, None))
        so_far = 0.0
        if isinstance(alone, Mark):
            zero = next(search.aim(aggregate.of, exactly(0.0), first), None)
            with_zero = known(aggregate, zero) if zero is not None else UNKNOWN
            so_far = with_zero if isinstance(with_zero, float) else 0.0
        for found in search.aim(aggregate.of, goal.shifted(-so_far), first):
            if _fits(aggregate, goal, found):
                yield found


def _share(of: Expression, cell: Cell, open_: list[Cell], goal: Goal, world: World, search: Search) -> Iterator[World]:
    """Worlds in which the other series are decided: each has a share of the sum."""
    if not open_:
        yield world
        return
    total = next(iter(goal.options()), 1.0)
    for share in (*_SHARES, 0.0):
        decided: World | None = world
        for other in open_:
            if decided is None:
                break
            # As if the selector's own series were the other one.
            sub = replace(decided, fed={k: v for k, v in decided.fed.items() if k != cell})
            found = next(search.aim(of, exactly(share * total / len(open_)), sub), None)
            decided = decided.feeding(other, found.fed[cell]) if found is not None and cell in found.fed else None
        if decided is not None:
            yield decided


def _fits(expression: Expression, goal: Goal, world: World) -> bool:
    value = known(expression, world)
    return value is UNKNOWN or (not isinstance(value, Mark) and goal.has(value))
