from __future__ import annotations

import math

import pytest

from lab.audit.value_bounds import Bounds, bounds_of
from lab.why.parser import parse

INFINITE = math.inf


@pytest.mark.parametrize(
    ("query", "low", "high"),
    [
        ("up", 0, 1),
        ("1 - up", 0, 1),
        ("2 * up + 1", 1, 3),
        ("sum(up)", 0, INFINITE),
        ("avg by (job) (up)", 0, 1),
        ("count(temperature)", 1, INFINITE),
        ("rate(requests_total[5m])", 0, INFINITE),
        ("delta(temperature[5m])", -INFINITE, INFINITE),
        ("-rate(requests_total[5m])", -INFINITE, 0),
        ("temperature", -INFINITE, INFINITE),
        ("temperature > bool 5", 0, 1),
        ("avg_over_time(up[1h])", 0, 1),
        ("sum_over_time(up[1h])", 0, INFINITE),
        ('label_replace(up, "a", "$1", "job", "(.*)")', 0, 1),
        ("up or vector(3)", 0, 3),
        ("rate(a_total[5m]) / rate(b_total[5m])", 0, INFINITE),
        ("temperature * up", -INFINITE, INFINITE),
        ("absent(up)", 1, 1),
        ("histogram_quantile(0.9, rate(x_bucket[5m]))", -INFINITE, INFINITE),
    ],
)
def test_bounds_of(query: str, low: float, high: float) -> None:
    assert bounds_of(parse(query), {}) == Bounds(low, high)


def test_declared_type_decides_over_the_name() -> None:
    assert bounds_of(parse("balance_total"), {"balance_total": "gauge"}) == Bounds()
    assert bounds_of(parse("requests"), {"requests": "counter"}) == Bounds(0.0)
