from __future__ import annotations

import pytest

from lab.translate.literals import Unreadable, has_variable, unquoted
from lab.translate.reading import read
from lab.translate.tree import Aggregate, Binary, Call, Number, Selector, Span, Subquery, Text, Unary


def test_read_a_selector() -> None:
    query = 'x{a=~"$b", "c.d"!="e"}[$__rate_interval] offset -5m'
    part = read(query)
    assert isinstance(part, Selector)
    assert (part.name, part.is_range, part.span) == ("x", True, Span(0, len(query)))
    assert [(m.label.name, m.op, m.value) for m in part.matchers] == [("a", "=~", "$b"), ("c.d", "!=", "e")]
    places = [query[s.start : s.end] for m in part.matchers for s in (m.label.span, m.op_span, m.value_span)]
    assert places == ["a", "=~", '"$b"', '"c.d"', "!=", '"e"']


def test_read_a_quoted_name() -> None:
    part = read('{"http.server.duration_count", a="b"}')
    assert isinstance(part, Selector)
    assert (part.name, part.name_span) == ("http.server.duration_count", Span(1, 29))


def test_read_operators_by_precedence() -> None:
    part = read("-a ^ 2 + b * c > bool 1 or d")
    assert isinstance(part, Binary) and part.op == "or"
    comparison = part.left
    assert isinstance(comparison, Binary) and (comparison.op, comparison.returns_bool) == (">", True)
    total = comparison.left
    assert isinstance(total, Binary) and total.op == "+"
    assert isinstance(total.left, Unary)
    assert isinstance(total.right, Binary) and total.right.op == "*"


@pytest.mark.parametrize("query", ["sum by (a, b) (x)", "sum(x) by (a, b)", "SUM BY(a,b,)(x)"])
def test_read_groupings(query: str) -> None:
    part = read(query)
    assert isinstance(part, Aggregate) and part.grouping is not None
    assert (part.op, [label.name for label in part.grouping.labels]) == ("sum", ["a", "b"])
    assert query[part.grouping.close] == ")"


def test_read_matching() -> None:
    part = read("a / on (x) group_left (y) b")
    assert isinstance(part, Binary) and part.matching is not None and part.group is not None
    assert [label.name for label in (*part.matching.labels, *part.group.labels)] == ["x", "y"]
    part = read("a / on (x) group_left (b)")
    assert isinstance(part, Binary) and part.group is not None
    assert part.group.labels == ()


def test_read_calls_subqueries_and_scalars() -> None:
    part = read('label_replace(max_over_time(rate(x[5m])[1h:$step]), "a", "$1", "b", `(.*)`)')
    assert isinstance(part, Call) and isinstance(part.args[0], Call)
    assert isinstance(part.args[0].args[0], Subquery)
    assert [arg.value for arg in part.args if isinstance(arg, Text)] == ["a", "$1", "b", "(.*)"]
    numbers = [read(text) for text in ("1e3", "0x1F", "$threshold", "Inf")]
    assert [n.value for n in numbers if isinstance(n, Number)] == [1000.0, 31.0, None, float("inf")]


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("rate($metric[5m])", "the name of the metric or function is the variable $metric"),
        ("rate(${prefix}_x[5m])", "the name of the metric or function is the variable"),
        ("http_$what", "a part of the name is the variable $what"),
        ("sum by ($by) (x)", "the labels of 'by' are in the variable $by"),
        ('x{$label="a"}', "a matcher is in the variable $label"),
        ("rate(x[[range]])", "stands where a range is expected"),
        ("sum(x", "is missing"),
        ("x)", "')' is not expected there"),
        ("x{a}", "is not an operator of a matcher"),
        ("x{a=b}", "the value of 'a' is not a string"),
        ("", "an expression is missing"),
        ("(" * 400 + "x" + ")" * 400, "it is nested too deeply"),
    ],
)
def test_unreadable(query: str, why: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(query)
    assert why in str(caught.value)


def test_unquoted() -> None:
    assert [unquoted(text) for text in (r'"a\"b\\d"', "'x'", r"`\d`")] == ['a"b\\d', "x", "\\d"]


def test_has_variable() -> None:
    assert all(map(has_variable, ("$x", "a${x:regex}", "[[x]]")))
    assert not any(map(has_variable, ("^5..$", "[[:alpha:]]", "a$|b$")))
