"""Searches for series that give an expression a value in an interval, or no result: backwards, part by part.

A search yields worlds, the most ordinary first, and ends when its budget of steps is spent.
"""

from __future__ import annotations

from collections.abc import Iterator

from lab.drill.solving.aggregations import aim_aggregate
from lab.drill.solving.calls import aim_call, instant_of
from lab.drill.solving.goal import Goal
from lab.drill.solving.labels import is_scalar
from lab.drill.solving.operators import aim_binary, void_binary
from lab.drill.solving.selectors import aim_selector, no_series
from lab.drill.solving.world import EMPTY, UNKNOWN, Mark, World, known
from lab.why.expression import Aggregate, Binary, Call, Constant, Expression, Negative, Selector, Subquery, Window


class BoundedSearch:
    """A `Search` of at most so many steps."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def aim(self, expression: Expression, goal: Goal, world: World) -> Iterator[World]:
        if self._spent():
            return
        value = known(expression, world)
        if not isinstance(value, Mark) and goal.has(value):
            yield world
            return
        match expression:
            case Selector():
                yield from aim_selector(expression, goal, world)
            case Call():
                yield from aim_call(expression, goal, world, self)
            case Aggregate():
                yield from aim_aggregate(expression, goal, world, self)
            case Negative(of):
                yield from self.aim(of, goal.times(-1), world)
            case Subquery(of):
                yield from self.aim(of, goal, world)
            case Binary():
                yield from aim_binary(expression, goal, world, self)

    def void(self, expression: Expression, world: World) -> Iterator[World]:
        if self._spent():
            return
        if known(expression, world) is EMPTY:
            yield world
            return
        match expression:
            case Selector() | Window():
                yield from no_series(expression if isinstance(expression, Selector) else expression.of, world)
            case Call("absent" | "absent_over_time", args):
                yield from self.aim(instant_of(args[0]), Goal(), world)
            case Call("vector" | "time" | "scalar", _) | Constant():
                return
            case Call(_, args):
                for arg in args:
                    if not is_scalar(arg):
                        yield from self.void(arg, world)
            case Aggregate(_, of) | Negative(of) | Subquery(of):
                yield from self.void(of, world)
            case Binary():
                yield from void_binary(expression, world, self)

    def settle(self, expression: Expression, world: World) -> Iterator[World]:
        if is_scalar(expression) or known(expression, world) is not UNKNOWN:
            yield world
        else:
            yield from self.aim(expression, Goal(), world)

    def _spent(self) -> bool:
        self._left -= 1
        return self._left < 0
