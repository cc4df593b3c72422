"""The three questions in each dialect, answered by real labs: the answers are within their tolerances."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from lab.comparison.measure.questions import (
    ERROR_RATIO,
    P95_DURATION,
    REQUEST_RATE,
    Question,
    bucket_bounds,
    query_answer,
    questions,
    tolerances,
    truths,
    window,
)
from lab.plan.actions import LoadPlan, RequestPlan
from lab.record.event import LoadCount, LoadTruth
from tests.comparison.captured_sides import BOOM, ITEM, LOAD, SLOW, captured
from tests.plan.planned import FOLDERS

SIDES = ("prom-pull", "otel-direct", "otel-collector-scrape")


def test_questions_in_both_dialects() -> None:
    pull, push = FOLDERS.dialect("prometheus-client"), FOLDERS.dialect("otel-http-ms")
    assert pull is not None
    assert push is not None
    assert questions(pull, {"job": "api"}, 14) == (
        Question(REQUEST_RATE, "1/s", 'sum(rate(http_requests_total{job="api"}[14s]))'),
        Question(
            ERROR_RATIO,
            "share",
            '(sum(rate(http_requests_total{job="api",status=~"5.."}[14s])) or vector(0)) / '
            'sum(rate(http_requests_total{job="api"}[14s]))',
        ),
        Question(
            P95_DURATION,
            "s",
            'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{job="api"}[14s])))',
        ),
    )
    behind = questions(push, {"exported_job": "api"}, 60)
    assert [question.unit for question in behind] == ["1/s", "share", "ms"]
    assert behind[0].query == 'sum(rate(http_server_duration_milliseconds_count{exported_job="api"}[60s]))'
    assert 'exported_job="api",http_status_code=~"5.."' in behind[1].query


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("wide", [False, True], ids=["as narrow as it can be", "a minute"])
def test_tolerances_of_real_answers(side: str, *, wide: bool) -> None:
    lab = captured(side)
    dialect = lab.view.dialect
    assert dialect is not None
    seconds = 60 if wide else window(lab.load, lab.asked, 1.0)
    true = truths(lab.load, LOAD, seconds)
    off = tolerances(
        true, lab.asked - lab.load.started, 1.0, bucket_bounds(dialect, lab.view.inventory, lab.view.app_labels)
    )
    assert (true[REQUEST_RATE], true[ERROR_RATIO], true[P95_DURATION]) == (320 / seconds, 0.125, 0.2)
    all_questions = questions(dialect, lab.view.app_labels, seconds)
    assert {question.name for question in all_questions} == set(true)
    for question in all_questions:
        name = question.name
        answer = query_answer(question, side, lab.answers[question.query], true[name], off[name])
        assert answer.unit == {REQUEST_RATE: "1/s", ERROR_RATIO: "share", P95_DURATION: "s"}[name]
        assert answer.value is not None
        assert abs(answer.value - answer.truth) <= answer.tolerance
        # A tolerance that lets everything pass would say nothing.
        assert answer.tolerance <= answer.truth * (0.51 if name == P95_DURATION else 0.2)


def test_bucket_bounds_in_seconds() -> None:
    pull, push = captured("prom-pull").view, captured("otel-direct").view
    assert pull.dialect is not None
    assert push.dialect is not None
    assert bucket_bounds(pull.dialect, pull.inventory, pull.app_labels) == (
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
    )
    assert bucket_bounds(push.dialect, push.inventory, push.app_labels)[:4] == (0.0, 0.005, 0.01, 0.025)
    assert bucket_bounds(push.dialect, push.inventory, {"job": "another"}) == ()


def load(*counts: tuple[str, str, int]) -> LoadTruth:
    total = sum(count for _, _, count in counts)
    entries = tuple(LoadCount(method="GET", route=route, status=status, count=count) for route, status, count in counts)
    return LoadTruth(name="x", asked=total, sent=total, dropped=0, started=100.0, ended=108.0, counts=entries)


def order(**weights: int) -> LoadPlan:
    requests = {"item": ITEM, "slow": SLOW, "boom": BOOM, "slower": replace(SLOW, query="?seconds=0.5")}
    chosen: tuple[RequestPlan, ...] = tuple(requests[name] for name in weights)
    taken = tuple(index for index, weight in enumerate(weights.values()) for _ in range(weight))
    return replace(LOAD, requests=chosen, order=taken)


@pytest.mark.parametrize(
    ("plan", "p95"),
    [
        pytest.param(order(item=18, slow=2), 0.2, id="within the slow ones"),
        pytest.param(order(item=16, slow=2, slower=2), 0.5, id="within the slowest"),
        pytest.param(order(item=19, slow=1), None, id="exactly between two durations"),
        pytest.param(order(slow=19, slower=1), None, id="exactly between two requested durations"),
        pytest.param(order(item=20), None, id="no requested duration"),
        pytest.param(order(slow=20), 0.2, id="all the same"),
    ],
)
def test_truths_quantile(plan: LoadPlan, p95: float | None) -> None:
    true = truths(load(("/any", "200", 380), ("/any", "503", 20)), plan, 16)
    assert true[REQUEST_RATE] == 25.0
    assert true[ERROR_RATIO] == 0.05
    assert true.get(P95_DURATION) == p95


def test_truths_empty_load() -> None:
    assert truths(load(), LOAD, 10) == {}


@pytest.mark.parametrize(
    ("duration", "off"),
    [
        pytest.param(0.2, 0.1, id="nearer to the upper bound"),
        pytest.param(0.05, 0.05, id="nearer to the lower"),
        pytest.param(0.1, 0.15, id="on a bound, which an answer passes"),
        pytest.param(0.4, 0.15, id="beyond the last, which is then the answer"),
    ],
)
def test_tolerances_quantile_in_its_bucket(duration: float, off: float) -> None:
    assert tolerances({P95_DURATION: duration}, 10, 1.0, (0.1, 0.25))[P95_DURATION] == pytest.approx(off)


def test_tolerances_rate_and_ratio() -> None:
    assert tolerances({REQUEST_RATE: 20.0, ERROR_RATIO: 0.1}, 11, 1.0, ()) == pytest.approx(
        {REQUEST_RATE: 4.0, ERROR_RATIO: 0.01}
    )


def test_query_answer_none() -> None:
    question = Question(P95_DURATION, "ms", "q")
    assert query_answer(question, "push", None, 0.2, 0.1).value is None
    assert query_answer(question, "push", math.nan, 0.2, 0.1).value is None
    assert query_answer(question, "push", 190.0, 0.2, 0.1).value == pytest.approx(0.19)


def test_window() -> None:
    assert window(load(("/any", "200", 1)), 110.5, 1.0) == 13
