"""Panels of a dashboard, over captured answers of Prometheus, Loki and Grafana."""

from typing import Any

import pytest

from lab.dashboards.panel_queries import PanelQuery
from lab.expectations.panels import PanelsCheck
from lab.language import reasons
from lab.queries.answer import Answer
from tests.backends.grafana_replay import recorded
from tests.expectations.captured_answers import Case, holds, judged, loki, misses, prometheus, unsure

RATE = PanelQuery("Requests", "A", "rate(x)")
P50 = PanelQuery("Duration", "A", "quantile(0.5, x)")
P95 = PanelQuery("Duration", "B", "quantile(0.95, x)")
ERRORS = PanelQuery("Errors of the shop: last lines", "A", '{container="api"} |= "ERROR"', source="loki", logs=True)
LOGGED = PanelQuery("Lines per second", "A", 'sum(rate({container="api"} [1s]))', source="loki")
DATA = prometheus("range_rate")
EMPTY = prometheus("range_nan")
REFUSED = Answer(error="1:13: parse error", refused=True)
SILENT = Answer(error="http://127.0.0.1:1 does not answer: Connection refused")


def panels(*queries: PanelQuery) -> PanelsCheck:
    return PanelsCheck("dashboards/http.json", queries)


def through_grafana(*queries: PanelQuery) -> PanelsCheck:
    return PanelsCheck("dashboards/http.json", queries, "grafana")


def frames(file: str) -> Any:
    return recorded(file)["results"]["A"]


def frame(*fields: tuple[str, list[Any]], entities: list[Any] | None = None) -> Any:
    """One frame, in the shape of those that were recorded."""
    data = {"values": [values for _, values in fields]} | ({"entities": entities} if entities else {})
    return {"status": 200, "frames": [{"schema": {"fields": [{"type": kind} for kind, _ in fields]}, "data": data}]}


CASES = {
    "each has data": Case(
        panels(RATE, P50, P95), (DATA, DATA, DATA), holds("each of 2 panels has data", "3 queries return samples")
    ),
    "one query returns nothing": Case(
        panels(RATE, P50, P95),
        (DATA, DATA, EMPTY),
        misses(
            reasons.NO_DATA,
            "each of 2 panels has data",
            "Duration (B): quantile(0.95, x)",
            difference="1 of 3 queries return nothing",
        ),
    ),
    "NaN alone is no data": Case(
        panels(RATE),
        (prometheus("range_nan_only"),),
        misses(
            reasons.NO_DATA,
            "each of 1 panels has data",
            "Requests (A): rate(x)",
            difference="1 of 1 queries return nothing",
        ),
    ),
    "a native histogram draws no line": Case(
        panels(RATE),
        (prometheus("range_native_histogram"),),
        misses(
            reasons.NO_DATA,
            "each of 1 panels has data",
            "Requests (A): rate(x)",
            difference="1 of 1 queries return nothing",
        ),
    ),
    "an empty lab": Case(
        panels(RATE, P50),
        (EMPTY, EMPTY),
        misses(
            reasons.NO_DATA,
            "each of 2 panels has data",
            "Requests (A): rate(x); Duration (A): quantile(0.5, x)",
            difference="2 of 2 queries return nothing",
        ),
    ),
    "a refused query weighs more than an empty one": Case(
        panels(RATE, P50),
        (EMPTY, REFUSED),
        misses(reasons.QUERY_ERROR, "each of 2 panels has data", "Duration (A): 1:13: parse error", final=True),
    ),
    "a log panel has lines": Case(
        panels(RATE, LOGGED, ERRORS),
        (DATA, loki("range_errors"), loki("lines_error")),
        holds("each of 3 panels has data", "2 queries return samples, 1 query returns lines"),
    ),
    "log panels without lines": Case(
        panels(LOGGED, ERRORS),
        (loki("range_none"), loki("lines_none")),
        misses(
            reasons.NO_DATA,
            "each of 2 panels has data",
            'Lines per second (A): sum(rate({container="api"} [1s])); '
            'Errors of the shop: last lines (A): {container="api"} |= "ERROR"',
            difference="2 of 2 queries return nothing",
        ),
    ),
    "asked of Grafana": Case(
        through_grafana(RATE, ERRORS),
        (frames("10-query-range-data"), frame(("other", [{}]), ("time", [1]), ("string", ["ERROR"]))),
        holds("each of 2 panels has data, through Grafana", "1 query returns samples, 1 query returns lines"),
    ),
    "Grafana says no data": Case(
        through_grafana(RATE, ERRORS, P50),
        (
            frames("11-query-no-data-range"),
            frame(("time", []), ("string", [])),
            frame(("time", [1, 2]), ("number", [None, None]), entities=[None, {"NaN": [0, 1]}]),
        ),
        misses(
            reasons.NO_DATA,
            "each of 3 panels has data, through Grafana",
            'Requests (A): rate(x); Errors of the shop: last lines (A): {container="api"} |= "ERROR"; '
            "Duration (A): quantile(0.5, x)",
            difference="3 of 3 queries return nothing",
        ),
    ),
    "infinite is a sample, which JSON cannot hold": Case(
        through_grafana(RATE),
        (frame(("time", [1]), ("number", [None]), entities=[None, {"Inf": [0]}]),),
        holds("each of 1 panels has data, through Grafana", "1 query returns samples"),
    ),
    "no answer": Case(
        panels(RATE, P50),
        (DATA, SILENT),
        unsure(reasons.NOT_OBSERVED, "each of 2 panels has data", SILENT.error),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
