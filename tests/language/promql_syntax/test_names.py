"""Names."""

from __future__ import annotations

import pytest

from tests.language.promql_syntax.problems import parses, problem_of

CORRECTED = {
    "dots": ("http.server.duration", '{"http.server.duration"}'),
    "dots and labels": ('http.server.duration{a="b"}', '{"http.server.duration",a="b"}'),
    "dots in a range": ("rate(http.server.duration[5m])", 'rate({"http.server.duration"}[5m])'),
    "label with dots": ('x{service.name="api"}', 'x{"service.name"="api"}'),
    "label with a slash": ('x{app.kubernetes.io/name="api"}', 'x{"app.kubernetes.io/name"="api"}'),
    "label with a hyphen in by": ("sum by (app-name) (x)", 'sum by ("app-name") (x)'),
    "digit": ("5xx_total", '{"5xx_total"}'),
    "twice": ('x{__name__="y"}', '{__name__="y"}'),
    "matchers of the function": ('rate{a="b"}(x[5m])', 'rate(x{a="b"}[5m])'),
    "no parentheses": ("sum rate(x[5m])", "sum(rate(x[5m]))"),
    "no parentheses, grouped": ("avg by (instance) rate(x[5m])", "avg by (instance) (rate(x[5m]))"),
}
WITHOUT_CORRECTION = {
    "two words": ("my metric", "   ^ an operator is missing between my and metric; a name has no spaces"),
}


@pytest.mark.parametrize(("query", "correction"), CORRECTED.values(), ids=CORRECTED)
def test_names_corrected(query: str, correction: str) -> None:
    problem = problem_of(query)
    assert problem.correction == correction
    assert parses(correction)


@pytest.mark.parametrize(("query", "marked"), WITHOUT_CORRECTION.values(), ids=WITHOUT_CORRECTION)
def test_names_without_correction(query: str, marked: str) -> None:
    problem = problem_of(query)
    assert problem.marked() == f"{query}\n{marked}"
    assert problem.correction == ""
