"""Variables of Grafana, and templates."""

from __future__ import annotations

import pytest

from tests.language.promql_syntax.problems import parses, problem_of

CORRECTED = {
    "interval": ("rate(x[$__rate_interval])", "rate(x[5m])"),
    "interval in braces": ("rate(x[${__interval}])", "rate(x[1m])"),
    "several": (
        "sum by (a) (rate(x[$__rate_interval])) / sum by (a) (rate(y[$__rate_interval]))",
        "sum by (a) (rate(x[5m])) / sum by (a) (rate(y[5m]))",
    ),
    "offset": ("x offset $shift", "x offset 5m"),
    "old syntax": ("rate(x[[interval]])", "rate(x[5m])"),
    "value": ("x{job=$job}", 'x{job=~".+"}'),
    "number": ("topk($n, x)", "topk(5, x)"),
}
WITHOUT_CORRECTION = {
    "template": (
        "x > {{ $value }}",
        "    ^ {{ $value }} is a template: of an alert's annotations, a Helm chart or Ansible; write its value",
    ),
}


@pytest.mark.parametrize(("query", "correction"), CORRECTED.values(), ids=CORRECTED)
def test_variables_corrected(query: str, correction: str) -> None:
    problem = problem_of(query)
    assert problem.correction == correction
    assert parses(correction)


@pytest.mark.parametrize(("query", "marked"), WITHOUT_CORRECTION.values(), ids=WITHOUT_CORRECTION)
def test_variables_without_correction(query: str, marked: str) -> None:
    problem = problem_of(query)
    assert problem.marked() == f"{query}\n{marked}"
    assert problem.correction == ""
