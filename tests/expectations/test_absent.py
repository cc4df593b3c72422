"""Absence over a window with a control, over what a killed application left behind in Prometheus."""

from typing import Any

import pytest

from lab.expectations.absent import AbsenceExpectation
from lab.expectations.eval_context import EvalContext
from lab.language import reasons
from tests.expectations.captured_answers import GONE_BY, KILLED, STEP_STARTED, Case, holds, judged, misses, prometheus

COUNTERS = 'http_requests_total{job="api"}'
CONTROL = 'up{job="api"}'
ADVICE = f"an absence proves nothing while the control returns nothing: {CONTROL}"
NOTHING = prometheus("range_gone_window")
UP = prometheus("range_up_while_gone")


def absent(for_: str) -> AbsenceExpectation:
    return AbsenceExpectation.model_validate({"absent": COUNTERS, "for": for_, "while": CONTROL})


def expected(for_: str) -> str:
    return f"nothing for {for_}, while {CONTROL} is there"


def last(answer: Any, points: int) -> Any:
    return {**answer, "result": [{**each, "values": each["values"][-points:]} for each in answer["result"]]}


def window(seconds: float, now: float = GONE_BY) -> EvalContext:
    """A step that began so long ago."""
    return EvalContext(now, now - seconds, STEP_STARTED)


CASES = {
    "nothing, and the control all along": Case(
        absent("2s"),
        (NOTHING, UP),
        holds(expected("2s"), "nothing, and the control at 5 moments"),
        EvalContext(GONE_BY, KILLED, STEP_STARTED),
    ),
    "gone only within the window": Case(
        absent("6s"),
        (prometheus("range_gone"), UP),
        misses(
            reasons.UNEXPECTED_SERIES,
            expected("6s"),
            'there were {status="200"} until 3.7 s ago; {status="201"} until 3.7 s ago; '
            '{status="404"} until 3.7 s ago; and 1 more',
        ),
        window(6.2),
    ),
    "NaN is something": Case(
        absent("2s"),
        (prometheus("range_nan_only"), UP),
        misses(
            reasons.UNEXPECTED_SERIES, expected("2s"), f"there were {{}} until {GONE_BY - 1795249472.899:.1f} s ago"
        ),
        window(2.0),
    ),
    "a native histogram is something": Case(
        absent("2s"),
        (prometheus("range_native_histogram"), UP),
        misses(
            reasons.UNEXPECTED_SERIES,
            expected("2s"),
            'there were prometheus_http_request_duration_seconds{handler="/api/v1/query", '
            f'instance="localhost:9090", job="self"}} until {GONE_BY - 1795249716.816:.1f} s ago',
        ),
        window(2.0),
    ),
    "an empty lab": Case(
        absent("2s"),
        (NOTHING, NOTHING),
        misses(reasons.CONTROL_MISSING, expected("2s"), "the control was there at 0 of 4 moments", hint=ADVICE),
        window(4.0),
    ),
    "an empty lab, and a window shorter than a step": Case(
        absent("200ms"),
        (NOTHING, NOTHING),
        misses(reasons.CONTROL_MISSING, expected("200ms"), "the control was there at 0 of 1 moments", hint=ADVICE),
        window(4.0),
    ),
    "the control was there only at the end": Case(
        absent("2s"),
        (NOTHING, last(UP, 2)),
        misses(reasons.CONTROL_MISSING, expected("2s"), "the control was there at 2 of 4 moments", hint=ADVICE),
        window(4.0),
    ),
    "the window is not yet full": Case(
        absent("2s"),
        (NOTHING, last(UP, 3)),
        misses(reasons.CONTROL_MISSING, expected("2s"), "watched for 1.0 s so far"),
        window(1.0),
    ),
    "the step has only begun": Case(
        absent("2s"),
        (NOTHING, NOTHING),
        misses(reasons.CONTROL_MISSING, expected("2s"), "the control was there at 0 of 1 moments", hint=ADVICE),
        window(0.0),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
