"""Comparisons that no value passes."""

from __future__ import annotations

import math

import pytest

from lab.why.comparisons import any_pair, explain_comparison, format_labels, format_number
from lab.why.evaluation import Sample
from lab.why.expression import Binary
from lab.why.parser import parse


def comparison(query: str) -> Binary:
    expression = parse(query)
    assert isinstance(expression, Binary)
    return expression


def test_explain_comparison_equal_values() -> None:
    samples = [Sample({"a": "1"}, 3.0), Sample({"a": "2"}, 3.0)]
    finding = explain_comparison(comparison("x > 5"), samples, [Sample({}, 5.0)])
    assert finding.message == "none of 2 values is > 5, all are 3: x"


def test_explain_comparison_of_two_vectors() -> None:
    left = [Sample({"a": "1"}, 3.0), Sample({"a": "2"}, 4.0)]
    right = [Sample({"a": "1"}, 9.0), Sample({"a": "2"}, 5.0)]
    finding = explain_comparison(comparison("x > y"), left, right)
    assert finding.message == '`>` holds for none of 2 pairs; the closest is 4, not > 5, for {a="2"}'


def test_explain_comparison_nan_bound() -> None:
    finding = explain_comparison(comparison("x > y / z"), [Sample({}, 1.0)], [Sample({}, math.nan)])
    assert finding.message == "y / z is NaN, and no comparison holds for NaN"
    assert finding.details == ("0 / 0 is NaN: check whether the divisor is 0",)


def test_explain_comparison_without_values() -> None:
    finding = explain_comparison(comparison("x > 5"), [Sample({})], [Sample({})])
    assert finding.message == "both sides of `>` have data; whether a value passes is unknown without values"


@pytest.mark.parametrize("query", ["count(x) == 0", "count(x) < 1", "count(x) <= 0"])
def test_explain_comparison_count_is_never_zero(query: str) -> None:
    binary = comparison(query)
    [detail] = explain_comparison(binary, [Sample({}, 3.0)], [Sample({}, float(query[-1]))]).details
    assert detail.startswith("a count is never 0")


def test_any_pair() -> None:
    assert any_pair(comparison("x > y"), [Sample({"a": "1"})], [Sample({"a": "1"})])
    assert not any_pair(comparison("x > y"), [Sample({"a": "1"})], [Sample({"a": "2"})])


@pytest.mark.parametrize(
    ("value", "text"), [(3.0, "3"), (0.123456, "0.1235"), (math.nan, "NaN"), (math.inf, "+Inf"), (-math.inf, "-Inf")]
)
def test_format_number(value: float, text: str) -> None:
    assert format_number(value) == text


def test_format_labels() -> None:
    assert format_labels({"__name__": "x", "b": "2", "a.b": 'q"'}) == 'x{"a.b"="q\\"", b="2"}'
