from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest

from lab.drill.solving.arithmetic import TIMES, arithmetic, scalar


@pytest.mark.parametrize(
    ("op", "left", "right", "value"),
    [("+", 1, 2, 3), ("/", 1, 0, math.inf), ("/", -1, 0, -math.inf), ("%", 7, 2, 1), ("^", 2, 3, 8)],
)
def test_arithmetic(op: str, left: float, right: float, value: float) -> None:
    assert arithmetic(op, left, right) == value


@pytest.mark.parametrize(("op", "left", "right"), [("/", 0, 0), ("^", -1, 0.5), ("^", 1e300, 9)])
def test_arithmetic_without_a_value(op: str, left: float, right: float) -> None:
    assert math.isnan(arithmetic(op, left, right))


@pytest.mark.parametrize(
    ("function", "value", "numbers", "expected"),
    [
        ("round", 2.26, (0.1,), 2.3),
        ("clamp", 9, (1, 5), 5),
        ("clamp_min", 1, (3,), 3),
        ("log10", 1000, (), 3),
        ("sgn", -4, (), -1),
        ("sort", 4, (), 4),
    ],
)
def test_scalar(function: str, value: float, numbers: tuple[float, ...], expected: float) -> None:
    assert scalar(function, value, numbers) == pytest.approx(expected)


def test_days_of_the_week_begin_with_sunday() -> None:
    assert TIMES["day_of_week"](datetime(2026, 11, 29, tzinfo=UTC)) == 0
