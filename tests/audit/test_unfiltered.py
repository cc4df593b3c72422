from __future__ import annotations

import pytest

from lab.audit.unfiltered import is_filtered, unfiltered
from lab.why.expression import to_promql
from lab.why.parser import parse


@pytest.mark.parametrize(
    ("query", "without"),
    [
        ("up == 0", "up"),
        ("0 < errors", "errors"),
        ("rate(a[5m]) / rate(b[5m]) > 0.1", "rate(a[5m]) / rate(b[5m])"),
        ("a > on (job) b", "a > bool on (job) b"),
        ("a unless b", "a"),
        ("absent(up)", "up"),
        ("absent_over_time(up[5m])", "count_over_time(up[5m])"),
        ("count(up == 0) > 2 and on () hour() > 6", "count(up) and on () hour()"),
        ("max_over_time((a > 5)[1h:1m])", "max_over_time(a[1h:1m])"),
    ],
)
def test_unfiltered(query: str, without: str) -> None:
    assert is_filtered(parse(query))
    assert to_promql(unfiltered(parse(query))) == without


def test_query_without_filters_is_unchanged() -> None:
    query = parse("sum by (job) (rate(a[5m])) / ignoring (code) b or vector(0)")
    assert not is_filtered(query)
    assert unfiltered(query) == query
