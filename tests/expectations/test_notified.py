"""What a receiver was sent, over captured bodies of Alertmanager's webhooks, firing and resolved."""

from typing import Any

import pytest

from lab.expectations.notified import NotificationExpectation
from lab.language import reasons
from tests.expectations.captured_answers import RESOLVED_BY, STEP_STARTED, Case, after, holds, judged, misses, received

ALL = received()
FIRING = ALL[:2]
LATER = after(RESOLVED_BY - STEP_STARTED)
FIRED, ENDED = "firing to team at 4.2 s", "resolved to team at 10.2 s"
HOW = "does the alert fire, does Prometheus know the Alertmanager, does a route lead to this receiver?"


def told(alert: str = "HighHTTPErrorRate", **more: Any) -> NotificationExpectation:
    return NotificationExpectation.model_validate({"notified": alert, **more})


def case(expectation: NotificationExpectation, arrived: Any, judgement: Any) -> Case:
    return Case(expectation, (arrived,), judgement, LATER)


BOTH = ("firing", "resolved")
SUMMARY = {"summary": "high HTTP error rate"}
CASES = {
    "firing is enough": case(told(), ALL, holds("HighHTTPErrorRate delivered as firing", f"{FIRED}; {ENDED}")),
    "firing and resolved, to whom, with which labels and rendered annotations": case(
        told(
            receiver="team",
            statuses=BOTH,
            labels={"severity": "critical"},
            annotations={**SUMMARY, "description": "/^[0-9.]+% of requests fail$/"},
        ),
        ALL,
        holds("HighHTTPErrorRate delivered as firing and resolved to team", f"{FIRED}; {ENDED}"),
    ),
    "another alert's notification is none of it": case(
        told("AtOnce", receiver="team", labels={"severity": "warning"}),
        FIRING,
        holds("AtOnce delivered as firing to team", "firing to team at 1.9 s"),
    ),
    "what came by Slack or by mail is none of it": case(
        told(),
        [{**each, "via": via} for each in ALL for via in ("slack", "email")],
        misses(
            reasons.NOT_DELIVERED,
            "HighHTTPErrorRate delivered as firing",
            "nothing arrived",
            difference="firing is missing",
            hint=HOW,
            missing=('ALERTS{alertname="HighHTTPErrorRate"}',),
        ),
    ),
    "a sink that says how each came": case(
        told(),
        [{**each, "via": "webhook"} for each in ALL],
        holds("HighHTTPErrorRate delivered as firing", f"{FIRED}; {ENDED}"),
    ),
    "nothing arrived": case(
        told(),
        received("received_none"),
        misses(
            reasons.NOT_DELIVERED,
            "HighHTTPErrorRate delivered as firing",
            "nothing arrived",
            difference="firing is missing",
            hint=HOW,
            missing=('ALERTS{alertname="HighHTTPErrorRate"}',),
        ),
    ),
    "only another alert arrived": case(
        told(),
        FIRING[:1],
        misses(
            reasons.NOT_DELIVERED,
            "HighHTTPErrorRate delivered as firing",
            "nothing arrived",
            difference="firing is missing",
            hint=HOW,
            missing=('ALERTS{alertname="HighHTTPErrorRate"}',),
        ),
    ),
    "only firing arrived": case(
        told(statuses=BOTH),
        FIRING,
        misses(
            reasons.NOT_DELIVERED,
            "HighHTTPErrorRate delivered as firing and resolved",
            FIRED,
            difference="resolved is missing",
            hint="is send_resolved on for this receiver?",
        ),
    ),
    "only resolved arrived": case(
        told(),
        ALL[2:],
        misses(
            reasons.NOT_DELIVERED,
            "HighHTTPErrorRate delivered as firing",
            ENDED,
            difference="firing is missing",
            hint=HOW,
        ),
    ),
    "to someone else": case(
        told(receiver="managers"),
        FIRING,
        misses(
            reasons.WRONG_NOTIFICATION,
            "HighHTTPErrorRate delivered as firing to managers",
            "firing: the receiver is 'team', not 'managers'",
        ),
    ),
    "with another annotation": case(
        told(statuses=BOTH, annotations={"summary": "errors"}),
        ALL,
        misses(
            reasons.WRONG_NOTIFICATION,
            "HighHTTPErrorRate delivered as firing and resolved",
            "firing: summary is 'high HTTP error rate', not 'errors'; "
            "resolved: summary is 'high HTTP error rate', not 'errors'",
        ),
    ),
    "with an annotation that is not rendered as awaited": case(
        told(annotations={"description": "/^[0-9]+%/"}),
        ALL,
        misses(
            reasons.WRONG_NOTIFICATION,
            "HighHTTPErrorRate delivered as firing",
            "firing: description is '14.79% of requests fail', not '/^[0-9]+%/'",
        ),
    ),
    "without an annotation": case(
        told("AtOnce", annotations=SUMMARY),
        ALL,
        misses(reasons.WRONG_NOTIFICATION, "AtOnce delivered as firing", "firing: summary is missing"),
    ),
    "with another label": case(
        told(labels={"severity": "warning", "team": "shop"}),
        ALL,
        misses(
            reasons.WRONG_NOTIFICATION,
            "HighHTTPErrorRate delivered as firing",
            "firing: severity is 'critical', not 'warning', team is missing",
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
