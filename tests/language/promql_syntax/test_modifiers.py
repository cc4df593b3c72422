"""`offset` and ranges in the wrong place."""

from __future__ import annotations

import pytest

from tests.language.promql_syntax.problems import parses, problem_of

CORRECTED = {
    "offset of a function": ("rate(x[5m]) offset 1h", "rate(x[5m] offset 1h)"),
    "offset of a sum": ("sum(rate(x[5m])) offset 1w", "sum(rate(x[5m] offset 1w))"),
    "offset of both operands": ("(a / b) offset 1d", "(a offset 1d / b offset 1d)"),
    "offset before the range": ("rate(x offset 5m [5m])", "rate(x[5m] offset 5m)"),
    "offset before the braces": ('x offset 5m{a="b"}', 'x{a="b"} offset 5m'),
    "range before the braces": ('rate(x[5m]{a="b"})', 'rate(x{a="b"}[5m])'),
    "two pairs of braces": ('x{a=~"b"}{c="d"}', 'x{a=~"b",c="d"}'),
}


@pytest.mark.parametrize(("query", "correction"), CORRECTED.values(), ids=CORRECTED)
def test_modifiers_corrected(query: str, correction: str) -> None:
    problem = problem_of(query)
    assert problem.correction == correction
    assert parses(correction)
