"""Values of LogQL metric queries, over captured answers of Loki: judged as series are, asked of another backend."""

from typing import Any

import pytest

from lab.expectations.eval_context import EvalContext
from lab.expectations.value_check import ValueCheck
from lab.language import reasons
from tests.expectations.captured_answers import Case, after, condition, holds, judged, loki, misses, sent

BY_ROUTE = 'sum by (route) (count_over_time({container="log_writer"} | json | __error__="" [5m]))'
RATE = 'sum(rate({container="log_writer"} |= "ERROR" [1s]))'
ROUTES = {"route": "route"}
SENT = sent(log_info=6, log_error=3, log_warning=3)
BEGAN = 1795260439.0  # of the captured lines


def logql(query: str, **wish: Any) -> ValueCheck:
    conditions = {key: condition(wish.pop(key)) for key in ("every", "any") if key in wish}
    return ValueCheck(
        query, conditions.get("every"), conditions.get("any"), wish.pop("exactly", None), language="logql", **wish
    )


def watched(seconds: float, since: float = 0.0) -> EvalContext:
    return EvalContext(BEGAN + since + seconds, BEGAN + since, BEGAN - 2)


CASES = {
    "what the load sent, by route": Case(
        logql(BY_ROUTE, every="equals the load", load="logging", load_labels=ROUTES),
        (loki("value_by_route"),),
        holds("what the load counted, for route", "12 in 3 label sets, each equals the load"),
        after(20.0, SENT),
    ),
    "more lines than the load sent, which leave the window again": Case(
        logql(BY_ROUTE, every="equals the load", load="logging", load_labels=ROUTES),
        (loki("value_by_route"),),
        misses(
            reasons.WRONG_VALUE,
            "what the load counted, for route",
            "/log/info: 6, expected 5",
            difference="12 in all, the load sent 11",
        ),
        after(20.0, sent(log_info=5, log_error=3, log_warning=3)),
    ),
    "nothing": Case(
        logql(RATE),
        (loki("value_none"),),
        misses(
            reasons.NO_SERIES,
            "at least one series",
            "no series",
            hint=f"does anything send it? the query was {RATE}",
        ),
    ),
    "without a break": Case(
        logql(RATE, every="> 0", for_=3.0),
        (loki("range_errors"),),
        holds("every series > 0, for 3s without a break", "at 7 moments, the last time: {} = 1"),
        watched(3.6, since=0.4),
    ),
    "with a break": Case(
        logql(RATE, every="> 0", for_=3.0),
        (loki("range_errors"),),
        misses(
            reasons.NO_SERIES,
            "every series > 0, for 3s without a break",
            "0.2 s before the end of the window: no series",
            hint=f"does anything send it? the query was {RATE}",
        ),
        watched(4.5, since=0.2),
    ),
    "not watched for long enough": Case(
        logql(RATE, every="> 0", for_=3.0),
        (loki("range_errors"),),
        misses(reasons.CONTROL_MISSING, "every series > 0, for 3s without a break", "watched for 2.5 s so far"),
        watched(2.5, since=1.2),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
