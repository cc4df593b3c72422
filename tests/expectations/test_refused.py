"""Queries that must be refused, over captured answers: at one moment, over a range, and for another reason."""

from __future__ import annotations

from typing import Any

import pytest

from lab.expectations.refused import NOT_REFUSED, RefusalExpectation
from lab.language import reasons
from lab.queries.answer import Answer
from lab.queries.prometheus import InstantQuery, RangeQuery
from tests.expectations.captured_answers import (
    PROMETHEUS,
    SETTLED,
    Case,
    body,
    holds,
    judged,
    misses,
    prometheus,
    unsure,
)

TWICE = Answer(error=body(PROMETHEUS / "refused_evaluation.json")["error"], refused=True)
SYNTAX = Answer(error=body(PROMETHEUS / "refused_syntax.json")["error"], refused=True)
SAYING = "an error, saying /many-to-many/"


def refusal(**more: Any) -> RefusalExpectation:
    return RefusalExpectation.model_validate({"refused": "a * on (job) b", "says": "/many-to-many/", **more})


CASES = {
    "refused": Case(refusal(), (TWICE,), holds(SAYING, f"refused: {TWICE.error}")),
    "refused over a range": Case(
        refusal(over="10s"), (TWICE,), holds(f"{SAYING}, over the last 10s", f"refused: {TWICE.error}")
    ),
    "refused for another reason": Case(
        refusal(),
        (SYNTAX,),
        misses(reasons.QUERY_ERROR, SAYING, f"refused for another reason: {SYNTAX.error}", final=True),
    ),
    "answered": Case(
        refusal(),
        (prometheus("instant_up"),),
        misses(NOT_REFUSED, SAYING, "answered with 1 series", hint="the query was a * on (job) b"),
    ),
    "answered with nothing": Case(
        refusal(),
        (prometheus("instant_none"),),
        misses(NOT_REFUSED, SAYING, "answered with 0 series", hint="the query was a * on (job) b"),
    ),
    "not answered": Case(
        refusal(),
        (Answer(error="does not answer"),),
        unsure(
            reasons.NOT_OBSERVED,
            SAYING,
            "does not answer",
            hint="the backend did not answer; see its log in the report",
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement


def test_queries() -> None:
    assert refusal().queries(SETTLED) == (InstantQuery(query="a * on (job) b"),)
    now = SETTLED.now
    assert refusal(over="10s").queries(SETTLED) == (
        RangeQuery(query="a * on (job) b", start=now - 10, end=now, step=0.5),
    )
