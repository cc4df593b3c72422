"""Series that give an operation of two sides a value, or none."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from lab.drill.solving.goal import MIRRORED, OPPOSITE, Goal, compared, exactly
from lab.drill.solving.labels import is_scalar
from lab.drill.solving.searching import Search
from lab.drill.solving.world import EMPTY, UNKNOWN, World, known
from lab.why.expression import (
    COMPARISONS,
    Binary,
)

_PIVOTS = (1.0, 100.0, 0.0, 10.0, 1e6, 0.01)
_THRESHOLDS = (10.0, 0.5, 1.0, 100.0, 0.0, 1e9)
_SHARES = (0.5, 0.02, 0.98)  # of a sum, for one of its two terms


def aim_binary(binary: Binary, goal: Goal, world: World, search: Search) -> Iterator[World]:
    op, left, right = binary.op, binary.left, binary.right
    match op:
        case "and":
            for first in search.aim(left, goal, world):
                yield from search.aim(right, Goal(), first)
        case "or":
            for first in search.aim(left, goal, world):
                yield from search.settle(right, first)
            for first in search.void(left, world):
                yield from search.aim(right, goal, first)
        case "unless":
            for first in search.aim(left, goal, world):
                yield from search.void(right, first)
        case _ if op in COMPARISONS and binary.bool_:
            if goal.has(1.0):
                yield from _compare(binary, Goal(), world, search)
            if goal.has(0.0):
                yield from _compare(replace(binary, op=OPPOSITE[op]), Goal(), world, search)
        case _ if op in COMPARISONS:
            yield from _compare(binary, goal, world, search)
        case _:
            yield from _arithmetic(binary, goal, world, search)


def _compare(binary: Binary, goal: Goal, world: World, search: Search) -> Iterator[World]:
    """The value of a comparison is that of its left side."""
    op, left, right = binary.op, binary.left, binary.right
    of_left, of_right = known(left, world), known(right, world)
    if isinstance(of_right, float):
        for wanted in compared(op, of_right):
            both = wanted & goal
            if both is not None:
                yield from search.aim(left, both, world)
    elif isinstance(of_left, float) and (goal.has(of_left) or is_scalar(left)):
        for wanted in compared(MIRRORED[op], of_left):
            both = wanted & goal if is_scalar(left) else wanted
            if both is not None:
                yield from search.aim(right, both, world)
    elif of_right is UNKNOWN and of_left is UNKNOWN:
        for pivot in _THRESHOLDS:
            for first in search.aim(right, exactly(pivot), world):
                yield from _compare_left(binary, goal, first, search)
        for first in search.aim(right, Goal(), world):
            yield from _compare_left(binary, goal, first, search)


def _compare_left(binary: Binary, goal: Goal, world: World, search: Search) -> Iterator[World]:
    threshold = known(binary.right, world)
    if isinstance(threshold, float):
        for wanted in compared(binary.op, threshold):
            both = wanted & goal
            if both is not None:
                yield from search.aim(binary.left, both, world)


def _arithmetic(binary: Binary, goal: Goal, world: World, search: Search) -> Iterator[World]:
    op, left, right = binary.op, binary.left, binary.right
    of_left, of_right = known(left, world), known(right, world)
    if isinstance(of_right, float):
        for wanted in _left_goals(op, goal, of_right):
            yield from search.aim(left, wanted, world)
    elif isinstance(of_left, float):
        for wanted in _right_goals(op, goal, of_left):
            yield from search.aim(right, wanted, world)
    if isinstance(of_left, float) or isinstance(of_right, float) or EMPTY in (of_left, of_right):
        return
    pivots = list(_PIVOTS)
    if op == "+":
        pivots = [share * value for value in goal.options() for share in _SHARES] + pivots
    for pivot in pivots:
        for first in search.aim(right, exactly(pivot), world):
            for wanted in _left_goals(op, goal, pivot):
                yield from search.aim(left, wanted, first)
    for first in search.aim(right, Goal(), world):
        value = known(right, first)
        for wanted in _left_goals(op, goal, value) if isinstance(value, float) else ():
            yield from search.aim(left, wanted, first)


def _left_goals(op: str, goal: Goal, right: float) -> Iterator[Goal]:
    match op:
        case "+":
            yield goal.shifted(-right)
        case "-":
            yield goal.shifted(right)
        case "*" if right:
            yield goal.times(1 / right)
        case "*" if goal.has(0.0):
            yield Goal()
        case "/" if right:
            yield goal.times(right)
        case "%" if right:
            low = max(goal.low, 0.0)
            yield from (exactly(low + right * times) for times in (0, 1, 2) if goal.has(low) and low < abs(right))
        case "^" if right > 0:
            yield Goal(max(goal.low, 0.0) ** (1 / right), max(goal.high, 0.0) ** (1 / right))


def _right_goals(op: str, goal: Goal, left: float) -> Iterator[Goal]:
    match op:
        case "+":
            yield goal.shifted(-left)
        case "-":
            yield Goal(left - goal.high, left - goal.low)
        case "*":
            yield from _left_goals("*", goal, left)
        case "/" if left > 0:
            low = left / goal.high if goal.high > 0 else -math.inf
            high = left / goal.low if goal.low > 0 else math.inf
            if goal.high > 0:
                yield Goal(max(low, 1e-9), high)
            else:
                yield Goal(high=left / goal.high if goal.high else -1e-9)
        case "/" if left == 0 and goal.has(0.0):
            yield exactly(1.0)


def void_binary(binary: Binary, world: World, search: Search) -> Iterator[World]:
    op, left, right = binary.op, binary.left, binary.right
    if binary.compares:
        yield from _compare(replace(binary, op=OPPOSITE[op]), Goal(), world, search)
    if op == "or":
        for first in search.void(left, world):
            yield from search.void(right, first)
        return
    if op == "unless":
        for first in search.aim(right, Goal(), world):
            yield from search.settle(left, first)
    for side, other in ((left, right), (right, left)) if op != "unless" else ((left, right),):
        if is_scalar(side):
            continue
        for first in search.void(side, world):
            yield from search.settle(other, first)
