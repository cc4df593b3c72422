"""`by`, `without`, `on` and `group_left`."""

from __future__ import annotations

import pytest

from tests.language.promql_syntax.problems import parses, problem_of

CORRECTED = {
    "no parentheses": ("sum(x) by path", "sum(x) by (path)"),
    "no parentheses, several": ("sum by path,status (x)", "sum by (path,status) (x)"),
    "inside": ("sum(rate(x[5m]) by (path))", "sum by (path) (rate(x[5m]))"),
    "inside, behind a comma": ("sum(rate(x[5m]), by (path))", "sum by (path) (rate(x[5m]))"),
    "of a function": ("rate(x[5m]) by (y)", "sum by (y) (rate(x[5m]))"),
    "first": ("by (a) sum(x)", "sum by (a) (x)"),
    "as in SQL": ("sum(x) group by (a)", "sum(x) by (a)"),
    "two": ("sum(x) without (path) by (a)", "sum(x) without (path)"),
    "on without parentheses": ("x and on job y", "x and on (job) y"),
    "group_left before on": ("x * group_left(a) on (b) y", "x * on (b) group_left(a) y"),
    "group_left of and": ("x and on(job) group_left y", "x and on(job) y"),
    "bool behind the number": ("x > 1 bool", "x > bool 1"),
    "on before the operator": ("x on (a) * y", "x * on (a) y"),
}
WITHOUT_CORRECTION = {
    "group_left alone": (
        "x group_left y",
        "  ^ group_left comes after on (...) of an operator: x * on (a) group_left y",
    ),
    "on without an operator": ("x on(a) y", "  ^ on (...) comes directly after an operator, between two expressions"),
}


@pytest.mark.parametrize(("query", "correction"), CORRECTED.values(), ids=CORRECTED)
def test_grouping_corrected(query: str, correction: str) -> None:
    problem = problem_of(query)
    assert problem.correction == correction
    assert parses(correction)


@pytest.mark.parametrize(("query", "marked"), WITHOUT_CORRECTION.values(), ids=WITHOUT_CORRECTION)
def test_grouping_without_correction(query: str, marked: str) -> None:
    problem = problem_of(query)
    assert problem.marked() == f"{query}\n{marked}"
    assert problem.correction == ""
