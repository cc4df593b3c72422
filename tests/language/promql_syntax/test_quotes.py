"""Quotes, escapes, patterns and invisible characters."""

from __future__ import annotations

import pytest

from tests.language.promql_syntax.problems import parses, problem_of

CORRECTED = {
    "typographic": ("x{a=\u201cb\u201d}", 'x{a="b"}'),
    "escaped as in JSON": ('x{a=\\"b\\"}', 'x{a="b"}'),
    "HTML": ("up &gt; 5", "up > 5"),
    "URL": ("up%7Bjob%3D%22api%22%7D", 'up{job="api"}'),
    "whole URL": ("http://prometheus:9090/api/v1/query?query=up%7Bjob%3D%22api%22%7D", 'up{job="api"}'),
    "no-break space": ("sum\xa0by (a)\xa0(x)", "sum by (a) (x)"),
    "sign of mathematics": ("x \u2265 5", "x >= 5"),
    "single backslash": ('x{a=~"\\d+"}', 'x{a=~"\\\\d+"}'),
    "different quotes": ("x{a='b\"}", 'x{a="b"}'),
    "not closed": ('x{a="b}', 'x{a="b"}'),
    "glob": ('x{a=~"*foo"}', 'x{a=~".*foo"}'),
    "bracket as text": ('x{a=~"foo("}', 'x{a=~"foo\\\\("}'),
}
WITHOUT_CORRECTION = {
    "lookahead": (
        'x{a=~"(?!foo).*"}',
        "      ^ RE2 has no lookahead and no lookbehind: exclude with a second matcher, !~",
    ),
}


@pytest.mark.parametrize(("query", "correction"), CORRECTED.values(), ids=CORRECTED)
def test_quotes_corrected(query: str, correction: str) -> None:
    problem = problem_of(query)
    assert problem.correction == correction
    assert parses(correction)


@pytest.mark.parametrize(("query", "marked"), WITHOUT_CORRECTION.values(), ids=WITHOUT_CORRECTION)
def test_quotes_without_correction(query: str, marked: str) -> None:
    problem = problem_of(query)
    assert problem.marked() == f"{query}\n{marked}"
    assert problem.correction == ""
