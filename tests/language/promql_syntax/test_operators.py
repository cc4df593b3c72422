"""Operators of other languages, and numbers."""

from __future__ import annotations

import pytest

from tests.language.promql_syntax.problems import parses, problem_of

CORRECTED = {
    "and": ("x && y", "x and y"),
    "or": ("x || y", "x or y"),
    "or without spaces": ("x|y", "x or y"),
    "and without spaces": ("x&&y", "x and y"),
    "list of labels": ("sum by (a|b) (x)", "sum by (a,b) (x)"),
    "equal": ("x = 5", "x == 5"),
    "unequal": ("x <> 5", "x != 5"),
    "at least": ("x => 5", "x >= 5"),
    "power": ("x ** 2", "x ^ 2"),
    "and not": ("x and not y", "x unless y"),
    "percent": ("x > 5%", "x > 0.05"),
    "percent of a percentage": ("x * 100 > 5%", "x * 100 > 5"),
    "thousands": ("x > 1,000", "x > 1000"),
    "multiple": ("x > 10k", "x > 10000"),
    "bytes": ("x > 1GiB", "x > 1073741824"),
    "bytes behind a space": ("x > 1 MB", "x > 1000000"),
    "number in quotes": ('x > "5"', "x > 5"),
    "matcher without braces": ('x job="api"', 'x{job="api"}'),
    "where": ('x where job="api" and path="/"', 'x{job="api",path="/"}'),
    "matcher alone": ('job="api"', '{job="api"}'),
    "and a matcher": ('up and job="api"', 'up{job="api"}'),
    "null": ("x is null", "absent(x)"),
    "or a number": ("sum(x) or 0", "sum(x) or vector(0)"),
    "or a number as an argument": (
        "1 - clamp_max((sum(x) * 300) or 0, 1)",
        "1 - clamp_max((sum(x) * 300) or vector(0), 1)",
    ),
    "one of several": ("x in (1, 2)", "x == 1 or x == 2"),
}
WITHOUT_CORRECTION = {
    "text": ('x == "a"', '     ^ the value of a series is a number; text is in its labels: x{label="..."}'),
    "not": ("!x", "^ PromQL has no !: 'x == 0' for a value, 'absent(x)' or 'unless' for what is not there"),
}


@pytest.mark.parametrize(("query", "correction"), CORRECTED.values(), ids=CORRECTED)
def test_operators_corrected(query: str, correction: str) -> None:
    problem = problem_of(query)
    assert problem.correction == correction
    assert parses(correction)


@pytest.mark.parametrize(("query", "marked"), WITHOUT_CORRECTION.values(), ids=WITHOUT_CORRECTION)
def test_operators_without_correction(query: str, marked: str) -> None:
    problem = problem_of(query)
    assert problem.marked() == f"{query}\n{marked}"
    assert problem.correction == ""
