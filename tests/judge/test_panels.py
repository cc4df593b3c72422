"""Panels of a dashboard, over captured range answers."""

import pytest

from lab.backends.http import Answer
from lab.plan.model import PanelQuery, PanelsCheck
from lab.scenario.reasons import Reason
from tests.judge.answers import Case, holds, judged, misses, prometheus, unsure

RATE = PanelQuery("Requests", "A", "rate(x)")
P50 = PanelQuery("Duration", "A", "quantile(0.5, x)")
P95 = PanelQuery("Duration", "B", "quantile(0.95, x)")
DATA = prometheus("range_rate")
EMPTY = prometheus("range_nan")
REFUSED = Answer(error="1:13: parse error", refused=True)
SILENT = Answer(error="http://127.0.0.1:1 does not answer: Connection refused")


def panels(*queries: PanelQuery) -> PanelsCheck:
    return PanelsCheck("dashboards/http.json", queries)


CASES = {
    "each has data": Case(
        panels(RATE, P50, P95), (DATA, DATA, DATA), holds("each of 2 panels has data", "3 queries return samples")
    ),
    "one query returns nothing": Case(
        panels(RATE, P50, P95),
        (DATA, DATA, EMPTY),
        misses(
            Reason.NO_DATA,
            "each of 2 panels has data",
            "Duration (B): quantile(0.95, x)",
            off="1 of 3 queries return nothing",
        ),
    ),
    "NaN alone is no data": Case(
        panels(RATE),
        (prometheus("range_nan_only"),),
        misses(
            Reason.NO_DATA, "each of 1 panels has data", "Requests (A): rate(x)", off="1 of 1 queries return nothing"
        ),
    ),
    "a native histogram draws no line": Case(
        panels(RATE),
        (prometheus("range_native_histogram"),),
        misses(
            Reason.NO_DATA, "each of 1 panels has data", "Requests (A): rate(x)", off="1 of 1 queries return nothing"
        ),
    ),
    "an empty lab": Case(
        panels(RATE, P50),
        (EMPTY, EMPTY),
        misses(
            Reason.NO_DATA,
            "each of 2 panels has data",
            "Requests (A): rate(x); Duration (A): quantile(0.5, x)",
            off="2 of 2 queries return nothing",
        ),
    ),
    "a refused query weighs more than an empty one": Case(
        panels(RATE, P50),
        (EMPTY, REFUSED),
        misses(Reason.QUERY_ERROR, "each of 2 panels has data", "Duration (A): 1:13: parse error", final=True),
    ),
    "no answer": Case(
        panels(RATE, P50),
        (DATA, SILENT),
        unsure(Reason.NOT_OBSERVED, "each of 2 panels has data", SILENT.error),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_panels_are_judged(case: Case) -> None:
    assert judged(case) == case.judgement
