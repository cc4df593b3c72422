"""What the parts of the search need of each other: they work backwards through an expression together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from lab.drill.solving.goal import Goal
from lab.drill.solving.world import World
from lab.why.expression import Expression


class Search(Protocol):
    """Each method yields worlds, the most ordinary first."""

    def aim(self, expression: Expression, goal: Goal, world: World) -> Iterator[World]:
        """In which the expression has a result, with a value in `goal`."""
        ...

    def void(self, expression: Expression, world: World) -> Iterator[World]:
        """In which the expression has no result. Those in which its series exist come first."""
        ...

    def settle(self, expression: Expression, world: World) -> Iterator[World]:
        """In which the series of an expression are decided whose value does not matter."""
        ...
