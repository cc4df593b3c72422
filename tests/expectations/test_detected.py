"""The time until a query returns something, counted from the action of the step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from lab.expectations.detected import DetectionExpectation
from lab.language import reasons
from lab.queries.prometheus import InstantQuery, RangeQuery
from tests.expectations.captured_answers import STEP_STARTED, Case, after, holds, judged, misses

DOWN = 'up{job="api"} == 0'
NOTHING_BEFORE = {"resultType": "matrix", "result": []}
NOTHING: dict[str, Any] = {"resultType": "vector", "result": []}
SERIES = {"__name__": "up", "instance": "api:8000", "job": "api"}
THERE = {"resultType": "vector", "result": [{"metric": SERIES, "value": [1795249495.1, "0"]}]}
NAMED = 'up{instance="api:8000", job="api"}'


def detected(within: str = "> 1 and <= 3") -> DetectionExpectation:
    return DetectionExpectation.model_validate({"detected": DOWN, "after": within})


def expected(within: str = "> 1 and <= 3") -> str:
    return f"detected {within} s after the action"


CASES = {
    "in time": Case(
        detected(),
        (THERE, NOTHING_BEFORE),
        holds(expected(), f"2.2 s after the action: {NAMED} = 0"),
        after(2.2),
    ),
    "not yet": Case(
        detected(),
        (NOTHING, NOTHING_BEFORE),
        misses(reasons.NO_SERIES, expected(), "nothing for 2.2 s", difference="not detected"),
        after(2.2),
    ),
    "too late": Case(
        detected(),
        (THERE, NOTHING_BEFORE),
        misses(reasons.WRONG_VALUE, expected(), f"3.5 s after the action: {NAMED} = 0", final=True),
        after(3.5),
    ),
    "too early": Case(
        detected(),
        (THERE, NOTHING_BEFORE),
        misses(reasons.WRONG_VALUE, expected(), f"0.4 s after the action: {NAMED} = 0", final=True),
        after(0.4),
    ),
    "in time, counted from the beginning of the fault": Case(
        detected(),
        (THERE, NOTHING_BEFORE),
        holds(expected(), f"0.4 to 1.3 s after the action: {NAMED} = 0"),
        replace(after(0.4), action_started=STEP_STARTED - 0.9),
    ),
    "too early, whenever the fault began": Case(
        detected(),
        (THERE, NOTHING_BEFORE),
        misses(reasons.WRONG_VALUE, expected(), f"0.4 to 0.9 s after the action: {NAMED} = 0", final=True),
        replace(after(0.4), action_started=STEP_STARTED - 0.5),
    ),
    "there before": Case(
        detected(),
        (THERE, {"resultType": "matrix", "result": [{"metric": SERIES, "values": [[1795249472.9, "0"]]}]}),
        misses(
            reasons.UNEXPECTED_SERIES,
            expected(),
            f"there before the action: {NAMED}",
            hint="the query must return nothing before the fault",
            final=True,
        ),
        after(2.2),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement


def test_queries_look_back_to_before_the_action() -> None:
    now, before = detected().queries(replace(after(2.0), action_started=STEP_STARTED - 0.8))

    assert now == InstantQuery(query=DOWN)
    assert before == RangeQuery(query=DOWN, start=STEP_STARTED - 0.8, end=STEP_STARTED - 0.8, step=1.0)


def test_a_count_of_the_load_is_no_time() -> None:
    with pytest.raises(ValidationError, match="'after' is a time in seconds"):
        detected("equals the load")
