"""The problem that is found in a query, and whether the query parses."""

from __future__ import annotations

from lab.language.promql import is_range, promql_error
from lab.language.promql_syntax.correction import SyntaxProblem, find_problem


def problem_of(query: str) -> SyntaxProblem:
    error = promql_error(query)
    assert error is not None and not parses(query), f"{query} is PromQL"
    return find_problem(query, error)


def parses(query: str) -> bool:
    return promql_error(query) is None or is_range(query)
