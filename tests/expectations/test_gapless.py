"""Gaps between the samples of a query: between two of them, before the first, after the last, over a load."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from lab.errors import Place
from lab.expectations.eval_context import EvalContext
from lab.expectations.gapless import GAP, GaplessExpectation, longest_gap
from lab.expectations.plan_context import PlanContext
from lab.language import reasons
from lab.language.problem_collector import ProblemCollector
from lab.plan.files import FileTexts
from lab.queries.prometheus import FreshRange
from tests.expectations.captured_answers import TRUTH, Case, holds, judged, misses

STEP, NOW = 110.0, 120.0
MOMENT = EvalContext(NOW, STEP, 100.0, action_started=STEP, steps={"the kill": 115.0, "before": STEP})
SINCE = "samples since the action, at most 3s apart"


def gapless(**more: Any) -> GaplessExpectation:
    return GaplessExpectation.model_validate({"gapless": "up", "longest": "3s", **more})


def matrix(**series: tuple[float, ...]) -> dict[str, Any]:
    result = [
        {"metric": {"job": job}, "values": [[STEP + after, "1"] for after in moments]}
        for job, moments in series.items()
    ]
    return {"resultType": "matrix", "result": result}


CASES = {
    "none is too long": Case(
        gapless(),
        (matrix(a=(0, 2, 5, 8, 10), b=(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)),),
        holds(SINCE, '2 series, the longest gap: {job="a"}: 3.0 s, from 2.0 s to 5.0 s of the window'),
        MOMENT,
    ),
    "one is too long": Case(
        gapless(),
        (matrix(a=(0, 2, 6, 8), b=(0, 3, 6, 9)),),
        misses(
            GAP,
            SINCE,
            '{job="a"}: 4.0 s, from 2.0 s to 6.0 s of the window',
            difference="1.0 s too long",
        ),
        MOMENT,
    ),
    "before the first": Case(
        gapless(),
        (matrix(a=(5, 8, 10)),),
        misses(GAP, SINCE, '{job="a"}: 5.0 s, from 0.0 s to 5.0 s of the window', difference="2.0 s too long"),
        MOMENT,
    ),
    "after the last": Case(
        gapless(),
        (matrix(a=(0, 3, 6)),),
        misses(GAP, SINCE, '{job="a"}: 4.0 s, from 6.0 s to the end of the window', difference="1.0 s too long"),
        MOMENT,
    ),
    "nothing": Case(
        gapless(),
        (matrix(),),
        misses(reasons.NO_SERIES, SINCE, "no series in the window", hint="the query was up"),
        MOMENT,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement


@pytest.mark.parametrize(
    ("more", "start", "end"),
    [({}, STEP, NOW), ({"since": "the kill"}, 115.0, NOW), ({"over": "shopping"}, TRUTH.started, TRUTH.ended)],
    ids=["since the action", "since a step", "over a load"],
)
def test_window(more: dict[str, str], start: float, end: float) -> None:
    ctx = EvalContext(NOW, STEP, 100.0, TRUTH, action_started=STEP, loads={"shopping": TRUTH}, steps=MOMENT.steps)

    assert gapless(**more).queries(ctx) == (FreshRange(query="up", start=start, end=end, step=0.3),)


def test_steps_are_fewer_than_prometheus_allows() -> None:
    (query,) = gapless(longest="1s").queries(EvalContext(100_000.0, 0.0, 0.0))

    assert isinstance(query, FreshRange)
    assert (query.end - query.start) / query.step <= 10_000


def test_longest_gap_of_no_points_is_the_window() -> None:
    assert longest_gap([], 1.0, 5.0).seconds == 4.0


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"over": "one", "since": "other"}, "give one window"),
        ({"longest": "0s"}, "must be more than 0s"),
    ],
)
def test_impossible(more: dict[str, str], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        gapless(**more)


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"over": "shoping"}, "no load in this or an earlier step is called 'shoping'; did you mean 'shopping'?"),
        ({"since": "later"}, "no step up to this one is called 'later'"),
        ({"gapless": "up{"}, "PromQL does not parse"),
    ],
)
def test_plan(more: dict[str, str], problem: str) -> None:
    problems = ProblemCollector()
    texts = FileTexts({}.get, str, None, ())
    ctx = PlanContext(None, {}, texts, {}, {}, problems, load_names=("shopping",), step_names=("the kill",))

    gapless(**more).plan(lambda *keys: Place("scenario.yaml", 1, 1), 15.0, ctx)

    assert [one.message[: len(problem)] for one in problems.problems] == [problem]
