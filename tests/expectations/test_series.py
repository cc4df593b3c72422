"""Values of series, over captured answers: quantifiers, windows, and the load as the truth."""

from typing import Any

import pytest

from lab.expectations.eval_context import EvalContext
from lab.expectations.value_check import ValueCheck
from lab.language import reasons
from tests.expectations.captured_answers import (
    BACK_BY,
    GONE_BY,
    KILLED,
    STEP_STARTED,
    Case,
    condition,
    holds,
    judged,
    misses,
    prometheus,
    with_values,
)

UP = "up"
COUNTS = "sum by (method, path, status) (http_requests_total)"
ITEMS = '{method="GET", path="/api/items/{id}", status="200"}'
ORDERS = '{method="POST", path="/api/orders", status="201"}'
SLOW = '{method="GET", path="/api/slow", status="200"}'
BOOM = '{method="GET", path="/api/boom", status="500"}'
UNMATCHED = '{method="GET", path="unmatched", status="404"}'
NATIVE = 'prometheus_http_request_duration_seconds{handler="/api/v1/query", instance="localhost:9090", job="self"}'
UP_IS = 'up{instance="api:8000", job="api"}'


def series(
    query: str = UP,
    *,
    every: str | None = None,
    any_: str | None = None,
    exactly: int | None = None,
    load_labels: dict[str, str] | None = None,
    for_: float = 0.0,
) -> ValueCheck:
    return ValueCheck(
        query=query,
        every=condition(every) if every else None,
        any=condition(any_) if any_ else None,
        exactly=exactly,
        load="shopping" if load_labels is not None else None,
        load_labels=load_labels or {},
        for_=for_,
    )


def native_histogram() -> Any:
    """The last moment of the captured range, as an instant query gives it."""
    (only,) = prometheus("range_native_histogram")["result"]
    return {"resultType": "vector", "result": [{"metric": only["metric"], "histogram": only["histograms"][-1]}]}


NONE = prometheus("instant_none")
ZEROS = prometheus("instant_zeros")
COUNTED = prometheus("instant_counts")

CONDITIONS = {
    "it is there": Case(series(), (prometheus("instant_up"),), holds("at least one series", "1 series")),
    "it is not there": Case(
        series(),
        (NONE,),
        misses(reasons.NO_SERIES, "at least one series", "no series", hint="does anything send it? the query was up"),
    ),
    "every one meets it": Case(
        series(COUNTS, every="== 0", exactly=5),
        (ZEROS,),
        holds("exactly 5 series, every series == 0", f"{ITEMS} = 0; {ORDERS} = 0; {SLOW} = 0; and 2 more"),
    ),
    "every one must meet it, not just the first": Case(
        series(COUNTS, every=">= 15"),
        (COUNTED,),
        misses(reasons.WRONG_VALUE, "every series >= 15", f"{UNMATCHED} = 0"),
    ),
    "every one of none is not met": Case(
        series(COUNTS, every="== 0"),
        (NONE,),
        misses(
            reasons.NO_SERIES,
            "every series == 0",
            "no series",
            hint=f"does anything send it? the query was {COUNTS}",
        ),
    ),
    "any one is enough": Case(
        series(COUNTS, any_="== 45"),
        (COUNTED,),
        holds("any series == 45", f"{ITEMS} = 180; {ORDERS} = 60; {SLOW} = 15; and 2 more"),
    ),
    "not any one": Case(
        series(COUNTS, any_="== 46"),
        (with_values(COUNTED, "1", "2", "3", "4", "5"),),
        misses(
            reasons.WRONG_VALUE,
            "any series == 46",
            f"{ITEMS} = 1; {ORDERS} = 2; {SLOW} = 3; {BOOM} = 4; {UNMATCHED} = 5",
            difference="by -45",
        ),
    ),
    "any one of none is not met": Case(
        series(COUNTS, any_="== 0"),
        (NONE,),
        misses(
            reasons.NO_SERIES, "any series == 0", "no series", hint=f"does anything send it? the query was {COUNTS}"
        ),
    ),
    "fewer than exactly so many": Case(
        series(COUNTS, exactly=6),
        (COUNTED,),
        misses(
            reasons.MISSING_SERIES,
            "exactly 6 series",
            f"5 series: {ITEMS}; {ORDERS}; {SLOW}; {BOOM}; {UNMATCHED}",
            difference="-1",
        ),
    ),
    "more than exactly so many": Case(
        series(COUNTS, exactly=4, every=">= 0"),
        (COUNTED,),
        misses(
            reasons.UNEXPECTED_SERIES,
            "exactly 4 series, every series >= 0",
            f"5 series: {ITEMS}; {ORDERS}; {SLOW}; {BOOM}; {UNMATCHED}",
            difference="+1",
        ),
    ),
    "none though exactly so many": Case(
        series(exactly=1, every="== 0"),
        (NONE,),
        misses(reasons.NO_SERIES, "exactly 1 series, every series == 0", "0 series", difference="-1"),
    ),
    "exactly so many, whatever they are": Case(
        series(COUNTS, exactly=5), (COUNTED,), holds("exactly 5 series", "5 series")
    ),
    "a scalar is a series without labels": Case(
        series(every="== 1"), (prometheus("instant_scalar"),), holds("every series == 1", "{} = 1")
    ),
    "a target that is down": Case(
        series(every="== 1"),
        (prometheus("instant_up_down"),),
        misses(reasons.WRONG_VALUE, "every series == 1", f"{UP_IS} = 0", difference="by -1"),
    ),
    "infinity is a number, and can be put into words": Case(
        series(every="> 1"), (prometheus("instant_infinite"),), holds("every series > 1", UP_IS[2:] + " = +Inf")
    ),
    "infinity is not one": Case(
        series(every="== 1"),
        (prometheus("instant_infinite"),),
        misses(reasons.WRONG_VALUE, "every series == 1", UP_IS[2:] + " = +Inf", difference="by +Inf"),
    ),
}
NAN = with_values(prometheus("instant_up"), "NaN")
for text in ("== 1", "!= 1", "< 1", "> 1", "<= 1", ">= 1", "== 1 within 50%", "> 0 and < 2"):
    off = "by NaN" if text.startswith("==") else ""
    CONDITIONS[f"NaN is not {text}"] = Case(
        series(every=text),
        (NAN,),
        misses(reasons.WRONG_VALUE, f"every series {text}", f"{UP_IS} = NaN", difference=off),
    )
CONDITIONS["NaN of many is not any"] = Case(
    series(any_=">= 0", exactly=5),
    (prometheus("instant_nan"),),
    misses(
        reasons.WRONG_VALUE,
        "exactly 5 series, any series >= 0",
        "; ".join(
            f'{{instance="api:8000", job="api", method="{method}", path="{path}"}} = NaN'
            for method, path in (
                ("POST", "/api/orders"),
                ("GET", "/api/slow"),
                ("GET", "/api/boom"),
                ("GET", "unmatched"),
                ("GET", "/api/items/{id}"),
            )
        ),
    ),
)
CONDITIONS["a native histogram is there"] = Case(
    series(exactly=1), (native_histogram(),), holds("exactly 1 series", "1 series")
)
CONDITIONS["the series of a range are counted"] = Case(
    series("scrape_samples_scraped[4s]", exactly=1),
    (prometheus("instant_range"),),
    holds("exactly 1 series", "1 series"),
)
CONDITIONS["the series of a range are too few"] = Case(
    series("scrape_samples_scraped[4s]", exactly=2),
    (prometheus("instant_range"),),
    misses(
        reasons.MISSING_SERIES,
        "exactly 2 series",
        '1 series: scrape_samples_scraped{instance="localhost:9090", job="self"}',
        difference="-1",
    ),
)
CONDITIONS["a range of nothing is no series"] = Case(
    series("up[5m]"),
    ({"resultType": "matrix", "result": []},),
    misses(
        reasons.NO_SERIES,
        "at least one series",
        "no series",
        hint="does anything send it? the query was up[5m]",
    ),
)
CONDITIONS["a native histogram has no value"] = Case(
    series(every=">= 0"),
    (native_histogram(),),
    misses(
        reasons.WRONG_VALUE,
        "every series >= 0",
        f"{NATIVE} = NaN",
    ),
)

GAP = EvalContext(BACK_BY, KILLED - 2.0, STEP_STARTED)
WHILE_DOWN = EvalContext(GONE_BY, GONE_BY - 2.0, STEP_STARTED)
WINDOWS = {
    "at every moment of the window": Case(
        series(every="== 0", for_=2.0),
        (prometheus("range_up_while_gone"),),
        holds("every series == 0, for 2s without a break", f"at 5 moments, the last time: {UP_IS} = 0"),
        WHILE_DOWN,
    ),
    "the window is not yet full": Case(
        series(every="== 0", for_=3.0),
        (prometheus("range_up_while_gone"),),
        misses(reasons.CONTROL_MISSING, "every series == 0, for 3s without a break", "watched for 2.0 s so far"),
        WHILE_DOWN,
    ),
    "a gap breaks it": Case(
        series("sum by (status) (http_requests_total)", exactly=4, for_=20.0),
        (prometheus("range_gap"),),
        misses(
            reasons.NO_SERIES,
            "exactly 4 series, for 20s without a break",
            "7.4 s before the end of the window: 0 series",
            difference="-4",
        ),
        GAP,
    ),
    "a wrong value in between breaks it": Case(
        series(every="== 1", for_=20.0),
        (prometheus("range_up_gap"),),
        misses(
            reasons.WRONG_VALUE,
            "every series == 1, for 20s without a break",
            f"7.4 s before the end of the window: {UP_IS} = 0",
            difference="by -1",
        ),
        GAP,
    ),
    "an empty window proves nothing": Case(
        series(every="== 1", for_=2.0),
        (prometheus("range_none"),),
        misses(
            reasons.NO_SERIES,
            "every series == 1, for 2s without a break",
            "2.0 s before the end of the window: no series",
            hint="does anything send it? the query was up",
        ),
        WHILE_DOWN,
    ),
}

CASES = CONDITIONS | WINDOWS


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
