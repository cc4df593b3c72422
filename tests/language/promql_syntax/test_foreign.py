"""Rule files and other languages."""

from __future__ import annotations

import pytest

from tests.language.promql_syntax.problems import parses, problem_of

CORRECTED = {
    "key": ("expr: up == 0", "up == 0"),
    "for": ("up == 0 for 5m", "up == 0"),
    "alert of Prometheus 1": ("ALERT InstanceDown IF up == 0 FOR 5m", "up == 0"),
    "SQL": ('SELECT avg(value) FROM cpu WHERE host="a"', 'avg(cpu{host="a"})'),
    "SQL with a limit": ('select * from x where path="/x" limit 5', 'topk(5, x{path="/x"})'),
    "name of a column": ("sum(x) as total", "sum(x)"),
    "no left side": ("x > 5 and < 10", "x > 5 and x < 10"),
    "between": ("x between 1 and 5", "x >= 1 and x <= 5"),
    "default": ("x default 0", "x or vector(0)"),
    "if": ("x if y", "x and y"),
}
WITHOUT_CORRECTION = {
    "calculated duration": (
        "rate(x[5m+1m])",
        "         ^ a calculated duration is newer than lab's parser: --enable-feature=promql-duration-expr",
    ),
    "LogQL": (
        '{app="x"} |= "err"',
        "          ^ this is LogQL, which Loki answers; the expectations 'logs' and 'logql' ask it",
    ),
    "LogQL with a parser": (
        'sum(rate({app="x"} | json [5m]))',
        "                   ^ this is LogQL, which Loki answers; the expectations 'logs' and 'logql' ask it",
    ),
    "variable of a dashboard": (
        "label_values(query_result(x), workload)",
        "^ this is a query for a variable of a dashboard, which Grafana turns into requests for labels or series; "
        "Prometheus answers PromQL",
    ),
    "Flux": ('from(bucket: "x")', "^ this is Flux of InfluxDB; Prometheus answers PromQL"),
    "condition": (
        "x ? 1 : 0",
        "  ^ PromQL has no ? : ; 'x > bool 0' is 1 or 0, and 'x or y' takes y where x has no series",
    ),
    "newer": ("x fill 0", "  ^ fill is newer than lab's parser, and experimental in Prometheus; ask Prometheus itself"),
}


@pytest.mark.parametrize(("query", "correction"), CORRECTED.values(), ids=CORRECTED)
def test_foreign_corrected(query: str, correction: str) -> None:
    problem = problem_of(query)
    assert problem.correction == correction
    assert parses(correction)


@pytest.mark.parametrize(("query", "marked"), WITHOUT_CORRECTION.values(), ids=WITHOUT_CORRECTION)
def test_foreign_without_correction(query: str, marked: str) -> None:
    problem = problem_of(query)
    assert problem.marked() == f"{query}\n{marked}"
    assert problem.correction == ""
