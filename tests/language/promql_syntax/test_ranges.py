"""Ranges that are missing, misplaced or too many."""

from __future__ import annotations

import pytest

from tests.language.promql_syntax.problems import parses, problem_of

CORRECTED = {
    "no range": ("rate(x)", "rate(x[5m])"),
    "no range before offset": ("resets(x offset 1h)", "resets(x[5m] offset 1h)"),
    "no range, with a parameter": ("quantile_over_time(0.9, x)", "quantile_over_time(0.9, x[5m])"),
    "no range of a function": ("max_over_time(rate(x[5m]))", "max_over_time(rate(x[5m])[5m:])"),
    "no range of a comparison": ("count_over_time(x > 5)", "count_over_time((x > 5)[5m:])"),
    "range of a sum": ("rate(sum(x)[5m])", "sum(rate(x[5m]))"),
    "range of a grouped sum": ("increase(sum by (a) (x)[1h])", "sum by (a) (increase(x[1h]))"),
    "rate of a sum without range": ("rate(sum by (a) (x))", "sum by (a) (rate(x[5m]))"),
    "range of a function": ("max_over_time(rate(x[5m])[1h])", "max_over_time(rate(x[5m])[1h:])"),
    "range behind the call": ("rate(x)[5m]", "rate(x[5m])"),
    "range before the call": ("rate[5m](x)", "rate(x[5m])"),
    "range as an argument": ("rate(x, 5m)", "rate(x[5m])"),
    "range as an argument in brackets": ('rate(x{a="b"},[5m])', 'rate(x{a="b"}[5m])'),
    "no parentheses": ("rate x[5m]", "rate(x[5m])"),
    "range in an aggregation": ("avg(x[5m])", "avg_over_time(x[5m])"),
    "range of a counter in an aggregation": ("sum(http_requests_total[5m])", "sum(rate(http_requests_total[5m]))"),
    "range in absent": ("absent(up[5m])", "absent_over_time(up[5m])"),
    "range compared": ("x[5m] > 3", "avg_over_time(x[5m]) > 3"),
}
WITHOUT_CORRECTION = {
    "zero": ("x[0s] > 1", "  ^ a range is longer than 0"),
    "nothing before it": ("[x]", "^ there is nothing before this range"),
}


@pytest.mark.parametrize(("query", "correction"), CORRECTED.values(), ids=CORRECTED)
def test_ranges_corrected(query: str, correction: str) -> None:
    problem = problem_of(query)
    assert problem.correction == correction
    assert parses(correction)


@pytest.mark.parametrize(("query", "marked"), WITHOUT_CORRECTION.values(), ids=WITHOUT_CORRECTION)
def test_ranges_without_correction(query: str, marked: str) -> None:
    problem = problem_of(query)
    assert problem.marked() == f"{query}\n{marked}"
    assert problem.correction == ""
