"""Which receivers got an alert, how often and grouped how, over captured webhooks of Alertmanager with Slack and mail
among them."""

from typing import Any

import pytest

from lab.expectations.eval_context import EvalContext
from lab.expectations.routed import RoutedExpectation
from lab.language import reasons
from tests.expectations.captured_answers import ALERTMANAGER, Case, body, holds, judged, misses

STEP = 1795260118.1632638
ALL = body(ALERTMANAGER / "routed.json")
FIRING = [item for item in ALL if item["at"] < STEP + 5]  # both groups, and the third warning that joined
HELD = body(ALERTMANAGER / "held_inhibited.json")
NONE: list[Any] = []
MEMORY = "HighMemoryUsage notified as firing to slack-critical"
DISK = "DiskSpaceWarning notified as firing to email-warning"
ONE_EACH = "to slack-critical at 1.0 s; to slack-critical at 1.3 s"
JOINED = "to email-warning at 1.3 s; to email-warning at 3.3 s with 2 alerts"
ROUTE = "does the alert fire, does a route lead to this receiver, are group_wait and repeat_interval short?"
GROUPS = "check group_by, and that group_wait is long enough for all alerts of a group"
WHICH = "which route does it match? the first match counts, unless the route has 'continue'"
SOMETHING = "nothing shows that there was an alert to send: expect the alert first, or give 'to'"


def routed(alert: str, to: str | None = None, **more: Any) -> RoutedExpectation:
    return RoutedExpectation.model_validate({"routed": alert, "to": to, **more})


def memory(**more: Any) -> RoutedExpectation:
    return routed("HighMemoryUsage", "slack-critical", **more)


def disk(**more: Any) -> RoutedExpectation:
    return routed("DiskSpaceWarning", "email-warning", **more)


def nobody(alert: str = "DiskSpaceWarning", **more: Any) -> RoutedExpectation:
    return routed(alert, **{"not_to": ("default",), "for": "4s", **more})


def case(expectation: RoutedExpectation, arrived: Any, judgement: Any, *held: Any, after: float = 5.0) -> Case:
    return Case(expectation, (arrived, *held), judgement, EvalContext(STEP + after, STEP, STEP - 10))


CASES = {
    "delivered": case(memory(), FIRING, holds(MEMORY, ONE_EACH)),
    "only alerts with these labels": case(
        disk(labels={"instance": "d:9100"}),
        FIRING,
        holds("DiskSpaceWarning, instance = d:9100 notified as firing to email-warning", "to email-warning at 3.3 s"),
    ),
    "that it ended": case(
        memory(status="resolved", notifications="== 2"),
        ALL,
        holds(
            "HighMemoryUsage notified as resolved to slack-critical, in notifications == 2",
            "to slack-critical at 7.0 s; to slack-critical at 7.3 s",
        ),
    ),
    "to this one alone, so often, grouped so, watched for a while": case(
        memory(
            not_to=("email-warning", "default"),
            notifications="== 2",
            alerts=(1, 1),
            grouped_by=("instance", "alertname"),
            **{"for": "5s"},
        ),
        FIRING,
        holds(
            f"{MEMORY}, in notifications == 2, with 1 and 1 such alerts, grouped by instance, alertname, "
            "not to email-warning, default, watched for 5s",
            ONE_EACH,
        ),
    ),
    "a group that another alert joined": case(
        disk(alerts=(1, 2), grouped_by=("alertname",)),
        FIRING,
        holds(f"{DISK}, with 1 and 2 such alerts, grouped by alertname", JOINED),
    ),
    "without a kind, as from an older sink": case(
        memory(), [{k: v for k, v in FIRING[0].items() if k != "via"}], holds(MEMORY, "to slack-critical at 1.0 s")
    ),
    "nothing arrived": case(
        memory(), NONE, misses(reasons.NOT_DELIVERED, MEMORY, "no notification to slack-critical", hint=ROUTE)
    ),
    "delivered to another receiver": case(
        routed("DiskSpaceWarning", "default"),
        FIRING,
        misses(
            reasons.NOT_DELIVERED,
            "DiskSpaceWarning notified as firing to default",
            f"no notification to default; arrived: {JOINED}",
            hint=ROUTE,
        ),
    ),
    "the end was not delivered": case(
        memory(status="resolved"),
        FIRING,
        misses(
            reasons.NOT_DELIVERED,
            "HighMemoryUsage notified as resolved to slack-critical",
            "no notification to slack-critical",
            hint="is send_resolved on for this receiver?",
        ),
    ),
    "delivered to a receiver that must not get it": case(
        routed("DiskSpaceWarning", "default", not_to=("email-warning", "nobody"), **{"for": "9s"}),
        FIRING,
        misses(
            reasons.WRONG_RECEIVER,
            "DiskSpaceWarning notified as firing to default, not to email-warning, nobody, watched for 9s",
            f"email-warning got a notification too; no notification to default; arrived: {JOINED}",
            hint=WHICH,
            final=True,
        ),
    ),
    "grouped otherwise": case(
        disk(grouped_by=("alertname", "instance")),
        FIRING,
        misses(
            reasons.WRONG_GROUPING,
            f"{DISK}, grouped by alertname, instance",
            f"grouped by alertname; arrived: {JOINED}",
            hint=GROUPS,
            final=True,
        ),
    ),
    "grouped by nothing is awaited": case(
        disk(grouped_by=()),
        FIRING,
        misses(
            reasons.WRONG_GROUPING,
            f"{DISK}, grouped by nothing",
            f"grouped by alertname; arrived: {JOINED}",
            hint=GROUPS,
            final=True,
        ),
    ),
    "alerts that come one by one": case(
        disk(alerts=(2,)),
        FIRING,
        misses(
            reasons.WRONG_GROUPING,
            f"{DISK}, with 2 such alerts",
            f"notifications to email-warning with 1, 2 such alerts; arrived: {JOINED}",
            hint=GROUPS,
            final=True,
        ),
    ),
    "a notification that is still to come": case(
        disk(alerts=(1, 2, 3)),
        FIRING,
        misses(
            reasons.WRONG_GROUPING,
            f"{DISK}, with 1 and 2 and 3 such alerts",
            f"notifications to email-warning with 1, 2 such alerts; arrived: {JOINED}",
            hint=GROUPS,
        ),
    ),
    "too many notifications": case(
        disk(notifications="== 1"),
        FIRING,
        misses(
            reasons.WRONG_GROUPING,
            f"{DISK}, in notifications == 1",
            f"2 notifications to email-warning, not == 1; arrived: {JOINED}",
            hint=GROUPS,
            final=True,
        ),
    ),
    "too few notifications": case(
        disk(notifications=">= 3 and <= 4"),
        FIRING,
        misses(
            reasons.NOT_DELIVERED,
            f"{DISK}, in notifications >= 3 and <= 4",
            f"2 notifications to email-warning, not >= 3 and <= 4; arrived: {JOINED}",
            hint=ROUTE,
        ),
    ),
    "not watched for long enough": case(
        memory(notifications="== 2", **{"for": "30s"}),
        FIRING,
        misses(
            reasons.CONTROL_MISSING,
            f"{MEMORY}, in notifications == 2, watched for 30s",
            f"watched for 5.0 s so far: {ONE_EACH}",
        ),
    ),
    "no notification of an alert that Alertmanager has": case(
        nobody(labels={"instance": "a:9100"}),
        FIRING,
        holds(
            "DiskSpaceWarning, instance = a:9100 notified as firing, not to default, watched for 4s",
            "no notification to default",
        ),
        HELD,
    ),
    "no notification to these, but to others": case(
        nobody(), FIRING, holds("DiskSpaceWarning notified as firing, not to default, watched for 4s", JOINED), NONE
    ),
    "no notification of an alert that is nowhere": case(
        nobody("Down"),
        NONE,
        misses(
            reasons.CONTROL_MISSING,
            "Down notified as firing, not to default, watched for 4s",
            "Alertmanager has no Down, so there was nothing to send",
            hint=SOMETHING,
        ),
        HELD,
    ),
    "not watched for long enough, and no notification": case(
        nobody(**{"for": "9s", "not_to": ("default", "team"), "labels": {"instance": "a:9100"}}),
        NONE,
        misses(
            reasons.CONTROL_MISSING,
            "DiskSpaceWarning, instance = a:9100 notified as firing, not to default, team, watched for 9s",
            "watched for 5.0 s so far: no notification to default or team",
        ),
        HELD,
    ),
    "no notification that it ended, and it has": case(
        nobody(status="resolved"),
        FIRING,
        holds("DiskSpaceWarning notified as resolved, not to default, watched for 4s", "no notification to default"),
        NONE,
    ),
    "no notification that it ended, for it has not": case(
        nobody(status="resolved"),
        FIRING,
        misses(
            reasons.CONTROL_MISSING,
            "DiskSpaceWarning notified as resolved, not to default, watched for 4s",
            "Alertmanager still has DiskSpaceWarning: it has not resolved",
            hint=SOMETHING,
        ),
        HELD,
    ),
    "no notification that it ended, nor that it fired": case(
        nobody(status="resolved"),
        NONE,
        misses(
            reasons.CONTROL_MISSING,
            "DiskSpaceWarning notified as resolved, not to default, watched for 4s",
            "no notification that DiskSpaceWarning fires, so there is none that it resolved",
            hint=SOMETHING,
        ),
        NONE,
    ),
    "what came before the step counts for nothing": Case(
        nobody(not_to=("email-warning",), status="resolved"),
        (FIRING, NONE),
        holds(
            "DiskSpaceWarning notified as resolved, not to email-warning, watched for 4s",
            "no notification to email-warning",
        ),
        EvalContext(STEP + 20, STEP + 10, STEP - 10),
    ),
    "what comes before the engine has confirmed a fault is its effect": Case(
        memory(),
        (FIRING,),
        holds(MEMORY, "to slack-critical at -0.5 s; to slack-critical at -0.2 s"),
        EvalContext(STEP + 5, STEP + 1.5, STEP - 10, action_started=STEP + 0.5),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
