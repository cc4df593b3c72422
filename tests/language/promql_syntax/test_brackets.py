"""Brackets and the ends of a query."""

from __future__ import annotations

import pytest

from tests.language.promql_syntax.problems import parses, problem_of

CORRECTED = {
    "never closed": ("sum(rate(x[5m])", "sum(rate(x[5m]))"),
    "braces never closed": ('sum(rate(x{a="b"[5m]))', 'sum(rate(x{a="b"}[5m]))'),
    "range never closed": ("sum(rate(x[5m))", "sum(rate(x[5m]))"),
    "closes nothing": ("sum(x))", "sum(x)"),
    "other closing bracket": ('x{a="b")', 'x{a="b"}'),
    "labels in brackets": ("sum by [path] (x)", "sum by (path) (x)"),
    "labels in braces": ("sum by {path} (x)", "sum by (path) (x)"),
    "range in braces": ("rate(x{5m})", "rate(x[5m])"),
    "matchers in brackets": ('x[job="api"]', 'x{job="api"}'),
    "matchers in parentheses": ('x(job="api")', 'x{job="api"}'),
    "doubled braces": ('x{{a="b"}}', 'x{a="b"}'),
    "semicolon": ("up;", "up"),
    "comma": ("sum(x,)", "sum(x)"),
    "unfinished": ("rate(x[5m]) > 0 and", "rate(x[5m]) > 0"),
    "everything": ('{job=~".*"}', '{job=~".+"}'),
}
WITHOUT_CORRECTION = {
    "nothing before": ("> 5", "^ there is nothing before >"),
    "two queries": ("x, y", " ^ a query is one expression: 'x or y' has the series of both"),
}


@pytest.mark.parametrize(("query", "correction"), CORRECTED.values(), ids=CORRECTED)
def test_brackets_corrected(query: str, correction: str) -> None:
    problem = problem_of(query)
    assert problem.correction == correction
    assert parses(correction)


@pytest.mark.parametrize(("query", "marked"), WITHOUT_CORRECTION.values(), ids=WITHOUT_CORRECTION)
def test_brackets_without_correction(query: str, marked: str) -> None:
    problem = problem_of(query)
    assert problem.marked() == f"{query}\n{marked}"
    assert problem.correction == ""
