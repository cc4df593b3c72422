"""What arrived before the step began does not count, and is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.expectations.arrivals import HINT, Arrival, earlier
from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check
from lab.expectations.message import MessageExpectation
from lab.expectations.notified import NotificationExpectation
from lab.expectations.routed import RoutedExpectation
from lab.language import reasons
from lab.record.verdict import Judgement
from tests.expectations.captured_answers import FIRED_AGAIN_BY, RESOLVED_BY, STEP_STARTED, Case, judged, received

ALL = received()
NEXT_STEP = EvalContext(FIRED_AGAIN_BY, RESOLVED_BY, STEP_STARTED - 2.0)
SLACK = [{"at": STEP_STARTED + 1, "via": "slack", "receiver": "alerts", "body": {"text": "it burns"}}]


def _judged(check: Check, answer: object) -> Judgement:
    return judged(Case(check, (answer,), Judgement.model_construct(), NEXT_STEP))


@pytest.mark.parametrize(
    ("check", "answer", "actual"),
    [
        pytest.param(
            NotificationExpectation(notified="HighHTTPErrorRate"),
            ALL,
            "nothing arrived; firing to team 8.3 s before this step",
            id="notified",
        ),
        pytest.param(
            RoutedExpectation(routed="HighHTTPErrorRate", to="team"),
            ALL,
            "no notification to team; firing to team 8.3 s before this step",
            id="routed",
        ),
        pytest.param(
            MessageExpectation(message="slack", says={"text": "it burns"}),
            SLACK,
            "nothing arrived; slack to alerts 11.5 s before this step",
            id="message",
        ),
    ],
)
def test_earlier_arrival_is_said(check: Check, answer: object, actual: str) -> None:
    judgement = _judged(check, answer)
    assert judgement.reason == reasons.NOT_DELIVERED
    assert judgement.actual == actual
    assert judgement.hint == HINT


def test_earlier_nothing() -> None:
    assert earlier([Arrival("firing to team", RESOLVED_BY + 1)], NEXT_STEP) == ""


def test_earlier_latest_first() -> None:
    arrivals = [Arrival("a", 1.0), Arrival("b", 3.0)]
    assert (
        earlier(arrivals, replace(NEXT_STEP, step_started=4.0)) == "b 1.0 s before this step; a 3.0 s before this step"
    )
