"""Where a query is wrong, in words and with a caret; several mistakes at once; queries of any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.language.promql_syntax import correction
from lab.language.promql_syntax.correction import SyntaxProblem, find_problem, with_correction
from tests.language.promql_syntax.problems import parses, problem_of

SEVERAL = {
    "two mistakes": (
        "sum(rate(http_requests_total{status=~5..}[5m])) by path",
        'sum(rate(http_requests_total{status=~"5.."}[5m])) by (path)',
    ),
    "three mistakes": (
        "100 - (avg by instance (rate(x{mode=idle}[5 m])) * 100",
        '100 - (avg by (instance) (rate(x{mode="idle"}[5m]))) * 100',
    ),
}
PLACES = {
    "end": ("sum by (a)", "          ^ the query ends too early"),
    "operator": ("up > > 5", "     ^ > is not expected here"),
    "second expression": ("sum(x) sum(y)", "       ^ sum is not expected here"),
    "empty": ("", "^ the query is empty"),
    "name only": ('x{"a"}', "   ^ metric name must not be set twice: 'x' or 'a'"),
}


@pytest.mark.parametrize(("query", "correction"), SEVERAL.values(), ids=SEVERAL)
def test_find_problem_several_mistakes(query: str, correction: str) -> None:
    assert problem_of(query).correction == correction


@pytest.mark.parametrize(("query", "marked"), PLACES.values(), ids=PLACES)
def test_find_problem_without_a_usual_mistake(query: str, marked: str) -> None:
    assert problem_of(query).marked() == f"{query}\n{marked}"


def test_marked_line_of_a_long_query() -> None:
    problem = SyntaxProblem("a +\n" + "x" * 150 + "!" + "y" * 50, 154, "here")
    line, caret = problem.marked().split("\n")
    assert line[caret.index("^")] == "!"
    assert len(line) == 100


def test_find_problem_in_a_long_query_is_not_searched() -> None:
    assert find_problem("(" * 5000, "too deep") == SyntaxProblem("(" * 5000, 0, "too deep")


def test_with_correction() -> None:
    text = with_correction("sum(x) by path", "invalid promql query")
    message = "the labels of by must be in parentheses"
    assert text == f"{message}; did you mean sum(x) by (path)"
    assert with_correction("up > > 5", "invalid promql query") == "> is not expected here"
    assert with_correction("up{", "unexpected end") == "unexpected end; did you mean up{}"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="xy(){}[],=~\"'5m$ |&!><.ratesumby", max_size=30))
def test_find_problem_any_text(query: str) -> None:
    if not parses(query):
        problem = find_problem(query, "invalid promql query")
        assert 0 <= problem.at <= len(query)
        assert not problem.correction or parses(problem.correction)


@pytest.mark.parametrize("part", ["(", "{", "x{a=", "a.b ", "x[1 m] ", "sum(rate(x[5m]) by ", "x > 1,000 "])
def test_find_problem_work_is_bounded(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a query holds, few texts are parsed."""
    parsed: list[str] = []
    monkeypatch.setattr(correction, "promql_error", lambda query: parsed.append(query) or "refused")
    for repeated in (20, 140, 3000):
        find_problem(part * repeated, "invalid promql query")
    assert len(parsed) < 4000
