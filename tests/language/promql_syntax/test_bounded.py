"""Looking for a correction is bounded: whatever a query is, it takes well below a second."""

from __future__ import annotations

import time

import pytest

from lab.language.promql import promql_error
from lab.language.promql_syntax.correction import bounded_corrections, find_problem, with_correction


@pytest.mark.parametrize(
    "query",
    [
        "x" + ")" * 1_400,
        "x @ 16" + "%]" * 700,
        "`" * 1_401,
        "x[5m:30s] offset 1y" * 70,
        "{" * 1_400,
        "x offset -" + "9" * 400 + "h 5",
        "a " * 190,
    ],
    ids=lambda query: query[:12],
)
def test_find_problem_takes_no_time(query: str) -> None:
    began = time.process_time()
    find_problem(query, promql_error(query) or "invalid promql query")
    assert time.process_time() - began < 1


def test_bounded_corrections() -> None:
    queries = [f"rate(x_{number})" for number in range(3)]
    errors = [promql_error(query) or "" for query in queries]
    with bounded_corrections(2):
        messages = [with_correction(query, error) for query, error in zip(queries, errors, strict=True)]
    assert ["did you mean" in message for message in messages] == [True, True, False]
    assert "did you mean" in with_correction(queries[2], errors[2])
