from __future__ import annotations

import promql_parser
import pytest
from hypothesis import given, settings

from lab.language.time_scaling.query_durations import duration_spans
from tests.language.any_query import Piece, pieces


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("rate(x[5m])", ["[5m]"], id="a range"),
        pytest.param("rate(x[ 1h30m ])", ["[ 1h30m ]"], id="spaces"),
        pytest.param("max_over_time(rate(x[5m])[30m:1m] offset 1h)", ["[5m]", "[30m:1m]", "offset 1h"], id="subquery"),
        pytest.param("rate(x[5m])[30m:]", ["[5m]", "[30m:]"], id="a subquery without a step"),
        pytest.param("x offset -5m", ["offset -5m"], id="a look ahead"),
        pytest.param("x OFFSET\n  5m", ["OFFSET\n  5m"], id="over two lines"),
        pytest.param("x offset 5m @ 1609746000", ["offset 5m"], id="a moment is none"),
        pytest.param("x @ end() offset 5m", ["offset 5m"], id="behind a moment"),
        pytest.param("rate(x[300]) offset 60", ["[300]", "offset 60"], id="bare seconds"),
        pytest.param("rate(x[5m * 2])", ["[5m * 2]"], id="an expression in a range"),
        pytest.param("predict_linear(x[1h], 4 * 3600) < 0", ["[1h]"], id="numbers that are seconds"),
        pytest.param("rate(x[15m]) * 60 * 15 > 5", ["[15m]"], id="numbers that were minutes"),
        pytest.param("time() - x > 1h", [], id="a threshold spelled as a duration"),
        pytest.param('x{a="[5m]", b=\'offset 5m\', c="\\"[5m]"}', [], id="text"),
        pytest.param("rate(x[5m]) # per [9m]\n + y", ["[5m]"], id="comment"),
        pytest.param("job:x:rate5m + kafka_offset - 5", [], id="names"),
        pytest.param("sum by (offset) (rate(x[5m]))", ["[5m]"], id="a label called offset"),
        pytest.param("rate(x[$__rate_interval:1m])", ["[$__rate_interval:1m]"], id="a variable of Grafana"),
        pytest.param('sum(rate({app="a"} |= "ERROR [5m]" [1m]))', ["[1m]"], id="LogQL"),
        pytest.param('{app="a"} | json | took > 10s', [], id="a threshold of LogQL"),
        pytest.param('{app="a"} | json x=`a[0]` |~ `[5m]` | line_format `{{.m}}`', [], id="LogQL with backticks"),
        pytest.param("x{a=`\\`} + rate(y[5m]) + z{a=`\\`}", ["[5m]"], id="a backslash before a backtick is text"),
        pytest.param("rate(x[5m", [], id="half a query"),
        pytest.param("", [], id="no query"),
    ],
)
def test_duration_spans(query: str, found: list[str]) -> None:
    assert [query[each.start : each.end] for each in duration_spans(query) if each.durations] == found


def test_duration_spans_have_every_duration() -> None:
    query = "rate(x[1h30m : 60])"
    (found,) = duration_spans(query)
    assert [(query[d.start : d.end], d.milliseconds) for d in found.durations] == [("1h30m", 5_400_000), ("60", 60_000)]


@settings(max_examples=200, deadline=None)
@given(pieces())
def test_duration_spans_of_any_query(written: list[Piece]) -> None:
    query = "".join(text for text, _ in written)
    promql_parser.parse(query)

    found = [query[d.start : d.end] for each in duration_spans(query) for d in each.durations]

    assert found == [text for text, is_duration in written if is_duration]
