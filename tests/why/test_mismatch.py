"""What is said of a matcher that matches nothing."""

from __future__ import annotations

from lab.why.expression import Matcher, Selector, to_promql
from lab.why.inventory import Series
from lab.why.mismatch import Mismatch, format_few, format_values
from lab.why.model import ExplainContext
from lab.why.parser import parse
from tests.why.captured_labs import captured_lab


def _mismatch(query: str) -> Mismatch:
    expression = parse(query)
    selector = expression
    assert isinstance(selector, Selector)
    series = [("x", Series({"job": "api", "path": path}, 1.0, True)) for path in ("/a", "/b")]
    return Mismatch(
        selector.labelled[0], selector, series, ExplainContext(expression, captured_lab("prom-pull").inventory, {})
    )


def test_mismatch_message() -> None:
    assert _mismatch('x{job="b"}').message() == 'job="b" matches none of the 2 series of x: job is "api" (2 series)'
    assert _mismatch('x{pod="b"}').message() == 'pod="b" matches none of the 2 series of x: they have no label pod'


def test_mismatch_replaced_keeps_the_order_and_no_matcher_twice() -> None:
    one = _mismatch('x{job="b",path="/a"}')
    assert to_promql(one.replaced(parse_matcher('{path="/a"}'))) == 'x{path="/a"}'
    assert to_promql(one.replaced(parse_matcher('{job="api"}'))) == 'x{job="api",path="/a"}'


def parse_matcher(text: str) -> Matcher:
    selector = parse(text)
    assert isinstance(selector, Selector)
    return selector.labelled[0]


def test_format_values_and_few() -> None:
    assert format_values({"a": 2, "": 1}) == '"a" (2 series), missing (1 series)'
    assert format_few(["c", "b", "a", "d", "e"]) == '"a", "b", "c", "d" and 1 more'
