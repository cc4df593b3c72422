"""A parsed query is written back as the same query, and matchers accept the right values."""

from __future__ import annotations

import pytest

from lab.why.expression import Matcher, to_promql
from lab.why.parser import parse

QUERIES = {
    "aggregation": 'sum by (a) (rate(x{b=~"5..",c!="d"}[1m30s] offset 5s))',
    "matching and bool": "a / on (e) group_left (f) b > bool 0.05",
    "or between matchers": '{__name__=~"a.*",x="1" or y="2"}',
    "subquery at a time": "max_over_time(rate(x[250ms])[5m:1s] @ 100.000)",
    "names with dots": '{"a.b","c.d"="e"}',
    "escapes": 'x{a="q\\"u\\\\o"} offset -1m',
    "at the end": "x[5m] @ end()",
    "ignoring": "a unless ignoring (b) c",
    "on nothing": "a and on () b",
    "parameter": "topk(3, x)",
    "strings": 'label_replace(x, "a", "$1", "b", "(\\\\d*)")',
    "without": "sum without (a) (x)",
    "right operand in parentheses": "a - (b - c)",
    "left-associative": "a - b - c",
    "powers": "(a ^ b) ^ c",
    "negative sum": "-(a + b)",
    "lower precedence inside": "(a or b) > 3",
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_to_promql_of_a_parsed_query(query: str) -> None:
    assert to_promql(parse(query)) == query


@pytest.mark.parametrize(
    ("matcher", "value", "passes"),
    [
        pytest.param(Matcher("a", "=~", "5.."), "500", True, id="whole value"),
        pytest.param(Matcher("a", "=~", "5"), "500", False, id="part of the value"),
        pytest.param(Matcher("a", "!~", "5.."), "", True, id="missing label"),
        pytest.param(Matcher("a", "=", ""), "", True, id="label must be missing"),
        pytest.param(Matcher("a", "!=", "x"), "x", False, id="unequal"),
        pytest.param(Matcher("a", "=~", r"\p{Lu}+"), "anything", True, id="pattern unknown to Python"),
    ],
)
def test_matcher_accepts(matcher: Matcher, value: str, passes: bool) -> None:
    assert matcher.accepts(value) is passes
