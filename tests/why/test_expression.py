"""A query that was taken apart is spelled again as the same query."""

from __future__ import annotations

import pytest

from lab.why.expression import Matcher, spell
from lab.why.parsing import parse

SPELLED = {
    "aggregation": 'sum by (a) (rate(x{b=~"5..",c!="d"}[1m30s] offset 5s))',
    "matching and bool": "a / on (e) group_left (f) b > bool 0.05",
    "or between matchers": '{__name__=~"a.*",x="1" or y="2"}',
    "a subquery at a time": "max_over_time(rate(x[250ms])[5m:1s] @ 100.000)",
    "names with dots": '{"a.b","c.d"="e"}',
    "escapes": 'x{a="q\\"u\\\\o"} offset -1m',
    "at the end": "x[5m] @ end()",
    "ignoring": "a unless ignoring (b) c",
    "on nothing": "a and on () b",
    "a parameter": "topk(3, x)",
    "texts": 'label_replace(x, "a", "$1", "b", "(\\\\d*)")',
    "without": "sum without (a) (x)",
    "to the right": "a - (b - c)",
    "to the left": "a - b - c",
    "powers": "(a ^ b) ^ c",
    "a negative sum": "-(a + b)",
    "looser inside": "(a or b) > 3",
}


@pytest.mark.parametrize("query", SPELLED.values(), ids=SPELLED)
def test_spelled_as_it_was(query: str) -> None:
    assert spell(parse(query)) == query


@pytest.mark.parametrize(
    ("matcher", "value", "passes"),
    [
        pytest.param(Matcher("a", "=~", "5.."), "500", True, id="a whole value"),
        pytest.param(Matcher("a", "=~", "5"), "500", False, id="a part of it"),
        pytest.param(Matcher("a", "!~", "5.."), "", True, id="a label that is not there"),
        pytest.param(Matcher("a", "=", ""), "", True, id="asked not to be there"),
        pytest.param(Matcher("a", "!=", "x"), "x", False, id="not this one"),
        pytest.param(Matcher("a", "=~", r"\p{Lu}+"), "anything", True, id="what Python does not read"),
    ],
)
def test_a_matcher_passes(matcher: Matcher, value: str, passes: bool) -> None:
    assert matcher.accepts(value) is passes
