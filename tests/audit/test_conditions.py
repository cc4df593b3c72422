from __future__ import annotations

import pytest

from lab.audit.conditions import always_true, grows_only, impossible, never_absent
from lab.why.parser import parse

TYPES = {"requests_total": "counter", "temperature": "gauge", "sales_total": "gauge"}


@pytest.mark.parametrize(
    ("query", "comparison"),
    [
        ("rate(requests_total[5m]) < 0", True),
        ("count(up) == 0", True),
        ("up > 1", True),
        ("sum(rate(errors_total[5m])) < 0 and up == 1", True),
        ("rate(a_total[5m]) / rate(b_total[5m]) < 0", True),
        ("max_over_time(up[1h]) > 1", True),
        ("-rate(requests_total[5m]) > 0", True),
        ("0 > count(up)", True),
        # possible
        ("up == 0", False),
        ("rate(requests_total[5m]) == 0", False),
        ("rate(requests_total[5m]) <= 0", False),
        ("temperature < 0", False),
        ("sales_total < 0", False),
        ("deriv(temperature[1h]) < 0", False),
        ("delta(requests_total[1h]) < 0", False),
        ("avg(up) < 1", False),
        ("1 - avg(up) > 0.5", False),
        ("up == 0 or count(up) == 0", False),
        ("up == 0 unless count(up) == 0", False),
        ("absent(up) == 1", False),
        ("predict_linear(node_filesystem_avail_bytes[1h], 3600) < 0", False),
        ("time() - process_start_time_seconds < 0", False),
    ],
)
def test_impossible(query: str, comparison: bool) -> None:
    assert (impossible(parse(query), TYPES) is not None) is comparison


@pytest.mark.parametrize(
    ("query", "never"),
    [
        ("absent(sum(rate(requests_total[5m])) or vector(0))", True),
        ("absent(sum(up or vector(0)))", True),
        ("absent(up) and absent(vector(1))", True),
        ("absent(up)", False),
        ("absent(up or requests_total)", False),
        ("absent(topk(1, up or vector(0)))", False),
        ("absent(up) or absent(vector(1))", False),
    ],
)
def test_never_absent(query: str, never: bool) -> None:
    assert (never_absent(parse(query)) is not None) is never


@pytest.mark.parametrize(
    ("query", "always"),
    [
        ("rate(requests_total[5m]) >= 0", True),
        ("up >= 0", True),
        ("up < 2", True),
        ("count(requests_total) > 0", True),
        ("0 <= up", True),
        # these end when what they count ends
        ("count(up == 0) > 0", False),
        ("count(ALERTS) > 0", True),
        ("absent(up) == 1", False),
        ("up == 1", False),
        ("temperature >= 0", False),
        ("vector(1) > 0", False),
        ("sum(rate(requests_total[5m])) > 0", False),
    ],
)
def test_always_true(query: str, always: bool) -> None:
    assert bool(always_true(parse(query), TYPES)) is always


@pytest.mark.parametrize(
    ("query", "counter"),
    [
        ("requests_total > 100", "requests_total"),
        ('sum by (job) (requests_total{status="500"}) > 0', 'requests_total{status="500"}'),
        ("100 < requests_total", "requests_total"),
        ("increase(requests_total[5m]) > 100", ""),
        ("requests_total < 100", ""),
        ("temperature > 100", ""),
        ("sales_total > 5", ""),
        ("job:requests_total > 5", ""),
        ("requests_total > on () temperature", ""),
    ],
)
def test_grows_only(query: str, counter: str) -> None:
    found = grows_only(parse(query), TYPES)
    assert (found.bare() if found is not None else "") == counter
