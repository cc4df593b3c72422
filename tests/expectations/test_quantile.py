"""Quantiles within the error that their buckets allow, of histograms of every scheme."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lab.errors import Place
from lab.expectations.eval_context import EvalContext
from lab.expectations.plan_context import PlanContext
from lab.expectations.quantile import WRONG_BUCKETS, QuantileCheck, QuantileExpectation
from lab.language import reasons
from lab.plan.actions import LoadPlan, RequestPlan
from lab.queries.histograms import factor
from lab.queries.prometheus import RangeQuery
from lab.record.event import LoadCount, LoadTruth, ResponseTimes
from lab.record.verdict import Judgement
from tests.expectations.captured_answers import Case, holds, judged, misses, unsure
from tests.expectations.examples_of_kinds import plan_context

SLOW = "/api/slow"
NAME = "http_request_duration_seconds"
REQUESTS = (
    RequestPlan("GET", SLOW, SLOW, "?seconds=0.1", None),
    RequestPlan("GET", SLOW, SLOW, "?seconds=0.3", None),
    RequestPlan("GET", "/api/items/{id}", "/api/items/{id}", "", None),
)
PLAN = LoadPlan("slow", "api", 8000, 10.0, 4.0, REQUESTS, (0, 2, 1, 2))
# Half of 20 requests take 0.1 s and half 0.3 s; each is answered 4 ms later than requested.
TIMES = ResponseTimes(method="GET", route=SLOW, percentiles=(*(0.104,) * 50, *(0.304,) * 51))
LOAD = LoadTruth(
    name="slow",
    asked=40,
    sent=40,
    dropped=0,
    started=10.0,
    ended=14.0,
    counts=(
        LoadCount(method="GET", route=SLOW, status="200", count=20),
        LoadCount(method="GET", route="/api/items/{id}", status="200", count=20),
    ),
    response_times=(TIMES,),
)


def context(load: LoadTruth | None = LOAD) -> EvalContext:
    return EvalContext(20.0, 10.0, 0.0, load)


def quantile(q: float = 0.9, **more: Any) -> QuantileCheck:
    keys = {"quantile": q, "of": NAME, "route": SLOW, **more}
    around = replace(plan_context({}), load=PLAN)
    check = QuantileExpectation.model_validate(keys).plan(lambda *below: Place("x.yaml", 1, 1), 5.0, around)
    assert check is not None
    return check


def native(*buckets: tuple[float, float, int]) -> dict[str, Any]:
    count = sum(number for _, _, number in buckets)
    listed = [[0, str(lower), str(upper), str(number)] for lower, upper, number in buckets]
    histogram = {"count": str(count), "sum": "4.08", "buckets": listed}
    return matrix({"metric": {"job": "api"}, "histograms": [[20, histogram]]})


def matrix(*series: dict[str, Any]) -> dict[str, Any]:
    return {"resultType": "matrix", "result": list(series)}


def estimate(value: float) -> dict[str, Any]:
    return matrix({"metric": {"job": "api"}, "values": [[20, str(value)]]})


def classic(**by_le: int) -> dict[str, Any]:
    les = {key.removeprefix("le_").replace("_", ".").replace("Inf", "+Inf"): n for key, n in by_le.items()}
    return matrix(*({"metric": {"le": le}, "values": [[20, str(n)]]} for le, n in les.items()))


def of_schema(schema: int, *numbers: tuple[int, int]) -> dict[str, Any]:
    base = factor(schema)
    return native(*((base ** (index - 1), base**index, number) for index, number in numbers))


def expected(q: float = 0.9, more: str = "") -> str:
    return f"quantile {q:g} of {SLOW} off by no more than the buckets allow{more}"


# At schema 3, 0.1 is in bucket -26 (0.0964 to 0.1051) and 0.3 in bucket -13 (0.2973 to 0.3242).
SCHEMA_3 = of_schema(3, (-26, 10), (-13, 10))
TRUE = "requested 0.3 s and answered within 0.304 s"

CASES = {
    "exponential": Case(
        quantile(schema=3),
        (SCHEMA_3, estimate(0.318)),
        holds(
            expected(more=", schema 3"),
            f"0.318 s, {TRUE}: relative error 4.61%, 9.05% allowed (schema 3, bucket 0.297302 to 0.32421 s)",
        ),
        context(),
    ),
    "between requested and answered": Case(
        quantile(),
        (native((0.1, 0.25, 10), (0.25, 0.5, 10)), estimate(0.302)),
        holds(expected(), f"0.302 s, {TRUE}: relative error 0%, 64.5% allowed (bucket 0.25 to 0.5 s)"),
        context(),
    ),
    "classic": Case(
        quantile(),
        (classic(le_0_1=0, le_0_25=10, le_0_5=20, le_Inf=20), estimate(0.45)),
        holds(expected(), f"0.45 s, {TRUE}: relative error 48%, 64.5% allowed (bucket 0.25 to 0.5 s)"),
        context(),
    ),
    "milliseconds": Case(
        quantile(unit="ms"),
        (native((100, 250, 10), (250, 500, 10)), estimate(450)),
        holds(expected(), f"0.45 s, {TRUE}: relative error 48%, 64.5% allowed (bucket 0.25 to 0.5 s)"),
        context(),
    ),
    "exactly between two requests, the upper one": Case(
        quantile(0.5),
        (SCHEMA_3, estimate(0.2973017787506803)),
        holds(
            expected(0.5),
            f"0.2973 s, {TRUE}: relative error 0.899%, 6.65% allowed (bucket 0.297302 to 0.32421 s)",
        ),
        context(),
    ),
    "a slow answer may be in the next bucket": Case(
        quantile(),
        (native((0.1, 0.25, 10), (0.5, 1, 10)), estimate(0.95)),
        holds(
            expected(),
            "0.95 s, requested 0.3 s and answered within 0.6 s: relative error 58.3%, 66.7% allowed "
            "(bucket 0.5 to 1 s)",
        ),
        context(LOAD.model_copy(update={"response_times": (TIMES.model_copy(update={"percentiles": (0.6,) * 101}),)})),
    ),
    "another bucket": Case(
        quantile(schema=3),
        (of_schema(3, (-26, 10), (-10, 10)), estimate(0.41)),
        misses(
            reasons.WRONG_VALUE,
            expected(more=", schema 3"),
            f"0.41 s, {TRUE}: relative error 34.9%",
            difference="off by 34.9%",
        ),
        context(),
    ),
    "above the last bound": Case(
        quantile(),
        (classic(le_0_1=0, le_0_25=10, le_Inf=20), estimate(0.25)),
        misses(
            reasons.WRONG_VALUE,
            expected(),
            f"0.25 s, {TRUE}: relative error 16.7%",
            difference="off by 16.7%",
            hint="durations above the last bound are not told apart: the histogram needs higher buckets",
        ),
        context(),
    ),
    "another schema": Case(
        quantile(schema=3),
        (of_schema(1, (-7, 10), (-3, 10)), estimate(0.3)),
        misses(WRONG_BUCKETS, expected(more=", schema 3"), "schema 1, a factor of 1.414"),
        context(),
    ),
    "explicit bounds instead of a schema": Case(
        quantile(schema=3),
        (native((0.1, 0.25, 10), (0.25, 0.5, 10)), estimate(0.3)),
        misses(WRONG_BUCKETS, expected(more=", schema 3"), "no exponential buckets"),
        context(),
    ),
    "classic instead of a schema": Case(
        quantile(schema=3),
        (classic(le_0_25=10, le_0_5=20, le_Inf=20), estimate(0.3)),
        misses(WRONG_BUCKETS, expected(more=", schema 3"), "a classic histogram"),
        context(),
    ),
    "too coarse": Case(
        quantile(error_bound="<= 0.1"),
        (native((0.1, 0.25, 10), (0.25, 0.5, 10)), estimate(0.3)),
        misses(
            WRONG_BUCKETS,
            expected(more=", error bound <= 0.1"),
            f"0.3 s, {TRUE}: relative error 0%, 64.5% allowed (bucket 0.25 to 0.5 s)",
            difference="the error bound is 0.6447",
        ),
        context(),
    ),
    "requests are missing": Case(
        quantile(),
        (native((0.25, 0.5, 19)), estimate(0.3)),
        misses(
            reasons.WRONG_VALUE,
            expected(),
            "19 observations, the load sent 20",
            hint="the histogram must hold the load's requests alone",
        ),
        context(),
    ),
    "more than the load": Case(
        quantile(),
        (native((0.25, 0.5, 21)), estimate(0.3)),
        misses(
            reasons.WRONG_VALUE,
            expected(),
            "21 observations, the load sent 20",
            hint="the histogram must hold the load's requests alone",
            final=True,
        ),
        context(),
    ),
    "several histograms": Case(
        quantile(),
        (matrix(*(SCHEMA_3["result"] * 2)), estimate(0.3)),
        misses(
            reasons.UNEXPECTED_SERIES,
            expected(),
            '2 histograms: {job="api"}; {job="api"}',
            hint="sum them, or select one",
        ),
        context(),
    ),
    "no histogram": Case(
        quantile(),
        (matrix(), matrix()),
        misses(
            reasons.NO_SERIES,
            expected(),
            "no histogram",
            hint="a classic histogram has _bucket series; a native one has the name without a suffix, also one that "
            f"was converted from a classic one; asked for {NAME}",
        ),
        context(),
    ),
    "nothing estimated": Case(
        quantile(),
        (SCHEMA_3, estimate(float("nan"))),
        misses(reasons.NO_SERIES, expected(), "histogram_quantile returns nothing"),
        context(),
    ),
    "requests failed": Case(
        quantile(),
        (SCHEMA_3, estimate(0.3)),
        unsure(
            reasons.LOAD_OFF,
            expected(),
            f"2 responses of {SLOW} failed, so their durations are not known",
            final=True,
        ),
        context(
            LOAD.model_copy(
                update={
                    "counts": (
                        LoadCount(method="GET", route=SLOW, status="200", count=18),
                        LoadCount(method="GET", route=SLOW, status="503", count=2),
                    )
                }
            )
        ),
    ),
    "no response times": Case(
        quantile(),
        (SCHEMA_3, estimate(0.3)),
        unsure(
            reasons.LOAD_OFF,
            expected(),
            f"the load generator has no response times of {SLOW}; it has them for one load to a service, "
            "not for several",
            final=True,
        ),
        context(LOAD.model_copy(update={"response_times": ()})),
    ),
    "no load": Case(
        quantile(),
        (SCHEMA_3, estimate(0.3)),
        unsure(reasons.LOAD_OFF, expected(), "no load was sent", final=True),
        context(None),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement


@pytest.mark.parametrize("value", [0.1, 0.104, 0.25, 0.29, 0.331, 0.6])
def test_estimates_outside_of_the_bucket_fail(value: float) -> None:
    judgement: Judgement = judged(Case(quantile(schema=3), (SCHEMA_3, estimate(value)), holds("", ""), context()))

    assert judgement.reason == reasons.WRONG_VALUE


def test_queries_are_for_the_same_time() -> None:
    check = quantile(0.5)

    assert check.queries(context()) == tuple(
        RangeQuery(query=query, start=20.0, end=20.0, step=1.0) for query in (NAME, f"histogram_quantile(0.5, {NAME})")
    )


@pytest.mark.parametrize(
    ("load", "route", "message"),
    [
        pytest.param(None, SLOW, "'quantile' needs a load in this or an earlier step", id="no load"),
        pytest.param(PLAN, "/api/slo", "the load sends nothing to '/api/slo'; did you mean '/api/slow'?", id="route"),
        pytest.param(
            PLAN,
            "/api/items/{id}",
            "requests to '/api/items/{id}' do not say how long they take: give them the query parameter 'seconds', for "
            'example query: {seconds: "0.2"}',
            id="no duration",
        ),
    ],
)
def test_plan_problems(load: LoadPlan | None, route: str, message: str) -> None:
    around: PlanContext = replace(plan_context({}), load=load)
    model = QuantileExpectation.model_validate({"quantile": 0.5, "of": NAME, "route": route})

    assert model.plan(lambda *below: Place("x.yaml", 1, 1), 5.0, around) is None
    assert [problem.message for problem in around.problems.problems] == [message]
