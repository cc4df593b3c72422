"""Functions and their arguments."""

from __future__ import annotations

import pytest

from tests.language.promql_syntax.problems import parses, problem_of

CORRECTED = {
    "capitals": ("Rate(x[5m])", "rate(x[5m])"),
    "misspelt": ("histogram_quantil(0.9, x)", "histogram_quantile(0.9, x)"),
    "of another language": ("mean(x)", "avg(x)"),
    "percentile": ("percentile(x, 95)", "quantile(0.95, x)"),
    "metric as a function": ("x()", "x"),
    "number last": ("topk(x, 5)", "topk(5, x)"),
    "quantile last": ("histogram_quantile(rate(x[5m]), 0.9)", "histogram_quantile(0.9, rate(x[5m]))"),
    "no number": ("quantile(x)", "quantile(0.95, x)"),
    "number in quotes": ('topk("5", x)', "topk(5, x)"),
    "no comma": ("topk(5 x)", "topk(5, x)"),
    "sum of two": ("sum(a, b)", "(a + b)"),
    "maximum of two": ("max(a, b)", "max(a or b)"),
    "lower bound": ("max(x, 0)", "clamp_min(x, 0)"),
    "upper bound": ("min(100, x)", "clamp_max(x, 100)"),
    "default": ("coalesce(x, 0)", "(x or vector(0))"),
}
WITHOUT_CORRECTION = {
    "unknown": ("foo(x)", "^ there is no function foo"),
    "MetricsQL": (
        "median_over_time(x[5m])",
        "^ median_over_time is a function of MetricsQL (VictoriaMetrics), which Prometheus does not have",
    ),
    "number of arguments": (
        'label_replace(up, "a", "$1", "b")',
        '^ label_replace takes 5 arguments, not 4: label_replace(x, "new_label", "$1", "old_label", "(.*)")',
    ),
}


@pytest.mark.parametrize(("query", "correction"), CORRECTED.values(), ids=CORRECTED)
def test_arguments_corrected(query: str, correction: str) -> None:
    problem = problem_of(query)
    assert problem.correction == correction
    assert parses(correction)


@pytest.mark.parametrize(("query", "marked"), WITHOUT_CORRECTION.values(), ids=WITHOUT_CORRECTION)
def test_arguments_without_correction(query: str, marked: str) -> None:
    problem = problem_of(query)
    assert problem.marked() == f"{query}\n{marked}"
    assert problem.correction == ""
