"""Series held against what the load generator counted, over captured counters of an application."""

from typing import Any

import pytest

from lab.expectations.value_check import ValueCheck
from lab.language import reasons
from tests.expectations.captured_answers import (
    LOAD_ENDED,
    STEP_STARTED,
    TRUTH,
    Case,
    after,
    holds,
    judged,
    misses,
    unsure,
    with_values,
)
from tests.expectations.test_series import COUNTED, COUNTS, NONE, ZEROS, series

BY_ALL = {"method": "method", "path": "route", "status": "status"}
LOADED = "what the load counted, for method and route and status"


def equals_load(text: str = "equals the load", labels: dict[str, str] | None = None) -> ValueCheck:
    return series(COUNTS, every=text, load_labels=BY_ALL if labels is None else labels)


def without(answer: Any, path: str) -> Any:
    return {**answer, "result": [each for each in answer["result"] if each["metric"].get("path") != path]}


CASES = {
    "exactly the load, and another label set at 0": Case(
        equals_load(), (COUNTED,), holds(LOADED, "300 in 5 label sets, each equals the load")
    ),
    "another label set not at 0": Case(
        equals_load(),
        (with_values(COUNTED, "180", "60", "15", "45", "1"),),
        misses(
            reasons.WRONG_VALUE,
            LOADED,
            "GET unmatched 404: 1, expected 0",
            difference="301 in all, the load sent 300",
            final=True,
        ),
    ),
    "one short, which may still come": Case(
        equals_load(),
        (with_values(COUNTED, "179", "60", "15", "45", "0"),),
        misses(
            reasons.WRONG_VALUE,
            LOADED,
            "GET /api/items/{id} 200: 179, expected 180",
            difference="299 in all, the load sent 300",
        ),
    ),
    "one too many never goes away": Case(
        equals_load(),
        (with_values(COUNTED, "181", "59", "15", "45", "0"),),
        misses(
            reasons.WRONG_VALUE,
            LOADED,
            "GET /api/items/{id} 200: 181, expected 180; POST /api/orders 201: 59, expected 60",
            difference="300 in all, the load sent 300",
            final=True,
        ),
    ),
    "nothing counted yet": Case(
        equals_load(),
        (ZEROS,),
        misses(
            reasons.WRONG_VALUE,
            LOADED,
            "GET /api/items/{id} 200: 0, expected 180; POST /api/orders 201: 0, expected 60; "
            "GET /api/slow 200: 0, expected 15; GET /api/boom 500: 0, expected 45",
            difference="0 in all, the load sent 300",
        ),
    ),
    "a label set is missing": Case(
        equals_load(),
        (without(COUNTED, "/api/boom"),),
        misses(
            reasons.MISSING_SERIES,
            LOADED,
            "no series for GET /api/boom 500 (45 sent)",
            difference="1 label sets missing",
        ),
    ),
    "nothing there": Case(
        equals_load(),
        (NONE,),
        misses(
            reasons.NO_SERIES,
            "every series equals the load",
            "no series",
            hint=f"does anything send it? the query was {COUNTS}",
        ),
    ),
    "within 5%": Case(
        equals_load("equals the load within 5%"),
        (with_values(COUNTED, "171", "63", "15", "45", "0"),),
        holds(LOADED, "294 in 5 label sets, each equals the load within 5%"),
    ),
    "not within 5%, and may come nearer": Case(
        equals_load("equals the load within 5%"),
        (with_values(COUNTED, "180", "64", "15", "45", "0"),),
        misses(
            reasons.WRONG_VALUE,
            LOADED,
            "POST /api/orders 201: 64, expected 60",
            difference="304 in all, the load sent 300",
        ),
    ),
    "within 5% of nothing is nothing": Case(
        equals_load("equals the load within 5%"),
        (with_values(COUNTED, "180", "60", "15", "45", "1"),),
        misses(
            reasons.WRONG_VALUE, LOADED, "GET unmatched 404: 1, expected 0", difference="301 in all, the load sent 300"
        ),
    ),
    "as a rate": Case(
        equals_load("equals the load per 5m"),
        (with_values(COUNTED, "0.6", "0.2", "0.05", "0.15", "0"),),
        holds(LOADED, "1 in 5 label sets, each equals the load per 5m"),
    ),
    "as another rate": Case(
        equals_load("equals the load per 5m within 5%"),
        (with_values(COUNTED, "0.7", "0.2", "0.05", "0.15", "0"),),
        misses(
            reasons.WRONG_VALUE,
            LOADED,
            "GET /api/items/{id} 200: 0.7, expected 0.6",
            difference="1.1 in all, the load sent 300",
        ),
    ),
    "the load is one of two conditions": Case(
        equals_load("equals the load and < 100"),
        (COUNTED,),
        misses(
            reasons.WRONG_VALUE,
            LOADED,
            "GET /api/items/{id} 200: 180, expected 180",
            difference="300 in all, the load sent 300",
        ),
    ),
    "by fewer labels": Case(
        equals_load(labels={"status": "status"}),
        (COUNTED,),
        holds("what the load counted, for status", "300 in 4 label sets, each equals the load"),
    ),
    "in total": Case(
        equals_load(labels={}),
        (COUNTED,),
        holds("what the load counted, for all requests", "300 in 1 label sets, each equals the load"),
    ),
    "in total, one short": Case(
        equals_load(labels={}),
        (with_values(COUNTED, "179", "60", "15", "45", "0"),),
        misses(
            reasons.WRONG_VALUE,
            "what the load counted, for all requests",
            "total: 299, expected 300",
            difference="299 in all, the load sent 300",
        ),
    ),
    "NaN is not the load": Case(
        equals_load(labels={}),
        (with_values(COUNTED, "300", "0", "0", "0", "NaN"),),
        misses(
            reasons.WRONG_VALUE,
            "what the load counted, for all requests",
            "total: NaN, expected 300",
            difference="NaN in all, the load sent 300",
        ),
    ),
    "a flawed load is no truth": Case(
        equals_load(),
        (COUNTED,),
        unsure(reasons.LOAD_OFF, LOADED, "3 requests were dropped: the generator could not keep the rate", final=True),
        after(
            8.4,
            TRUTH.model_copy(
                update={"invalid_reason": "3 requests were dropped: the generator could not keep the rate"}
            ),
        ),
    ),
    "no load at all": Case(
        equals_load(), (COUNTED,), unsure(reasons.LOAD_OFF, LOADED, "no load was sent", final=True), after(8.4, None)
    ),
    "any: the load too is held against every label set": Case(
        series(COUNTS, any_="equals the load", load_labels=BY_ALL),
        (with_values(COUNTED, "180", "60", "15", "44", "0"),),
        misses(
            reasons.WRONG_VALUE,
            LOADED,
            "GET /api/boom 500: 44, expected 45",
            difference="299 in all, the load sent 300",
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge_against_the_load(case: Case) -> None:
    assert judged(case) == case.judgement


def test_the_captured_load_ended_before_its_counts_were_asked_for() -> None:
    assert LOAD_ENDED < STEP_STARTED + 8.4
