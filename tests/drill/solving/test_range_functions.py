from __future__ import annotations

import pytest

from lab.drill.solving.goal import Goal
from lab.drill.solving.range_functions import programmes, result
from lab.drill.solving.series import window

AGES = tuple(float(age) for age in range(900, -60, -10))


@pytest.mark.parametrize(
    ("function", "goal"),
    [
        ("rate", Goal(10.0)),
        ("increase", Goal(5.0)),
        ("irate", Goal(10.0)),
        ("delta", Goal(high=-3.0)),
        ("deriv", Goal(2.0, 3.0)),
        ("avg_over_time", Goal(80.0)),
        ("min_over_time", Goal(high=0.0)),
        ("changes", Goal(3.0)),
        ("changes", Goal(1.0, 1.0)),
        ("resets", Goal(1.0)),
        ("stddev_over_time", Goal(4.0)),
        ("predict_linear", Goal(high=-1.0)),
        ("count_over_time", Goal(1.0)),
        ("present_over_time", Goal(1.0)),
    ],
)
def test_some_programme_gives_the_function_its_value(function: str, goal: Goal) -> None:
    found = [
        result(function, window(programme, AGES, 0.0, 300.0, 0.0), 300.0, 3600.0)
        for programme in programmes(function, goal, 300.0, 0.0, 600.0, 3600.0)
    ]
    assert any(value is not None and goal.has(value) for value in found)


def test_result_of_one_sample() -> None:
    assert result("rate", [(0.0, 1.0)], 300.0) is None
    assert result("last_over_time", [(0.0, 1.0)], 300.0) == 1.0
