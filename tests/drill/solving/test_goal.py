from __future__ import annotations

import math

import pytest

from lab.drill.solving.goal import OPPOSITE, Goal, compared, exactly


@pytest.mark.parametrize("op", list(OPPOSITE))
@pytest.mark.parametrize("threshold", [-5.0, 0.0, 0.9, 1e9])
def test_compared_values_hold(op: str, threshold: float) -> None:
    holds = {
        ">": lambda v: v > threshold,
        ">=": lambda v: v >= threshold,
        "<": lambda v: v < threshold,
        "<=": lambda v: v <= threshold,
        "==": lambda v: v == threshold,
        "!=": lambda v: v != threshold,
    }[op]
    options = [value for goal in compared(op, threshold) for value in goal.options()]
    assert options and all(holds(value) for value in options)


def test_goal_and() -> None:
    assert Goal(1, 5) & Goal(3, 9) == Goal(3, 5)
    assert Goal(1, 2) & Goal(3, 9) is None


def test_goal_times_a_negative_factor() -> None:
    assert Goal(2, math.inf).times(-1) == Goal(-math.inf, -2)


def test_options_prefer_ordinary_values() -> None:
    assert Goal(0.0).options()[0] == 1.0
    assert Goal(high=100.0).options()[0] == 50.0
    assert exactly(3.0).options() == (3.0,)
    assert 2.0 in Goal(1.6, 2.9).options()
