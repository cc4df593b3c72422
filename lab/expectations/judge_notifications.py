"""What a receiver was really sent: to whom, in which status, with which labels and rendered annotations."""

from __future__ import annotations

from typing import Any

from lab.expectations.eval_context import Moment
from lab.expectations.models import NotificationExpectation
from lab.expectations.results import failed, mismatches, passed, shortened, unobserved
from lab.language import reasons
from lab.queries.notifications import Received
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement


def asks(check: NotificationExpectation, moment: Moment) -> tuple[Query, ...]:
    return (Received(since=moment.step_started),)


def judge(check: NotificationExpectation, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    expected = f"{check.notified} delivered as {' and '.join(check.statuses)}"
    if check.receiver:
        expected += f" to {check.receiver}"
    if missed := unobserved(expected, observations):
        return missed
    deliveries = [
        (item, alert)
        for item in observations[0].answer
        if item.get("via", "webhook") == "webhook"
        for alert in item["body"].get("alerts", ())
        if alert.get("labels", {}).get("alertname") == check.notified
    ]
    seen = shortened([_say(item, alert, moment) for item, alert in deliveries]) or "nothing arrived"
    arrived = {alert["status"] for _, alert in deliveries}
    for status in check.statuses:
        if status not in arrived:
            return failed(
                reasons.NOT_DELIVERED,
                expected,
                seen,
                difference=f"{status} is missing",
                hint=_advice(deliveries, status),
            )
    faults = []
    for status in check.statuses:
        each: list[list[str]] = [_faults(check, item, alert) for item, alert in deliveries if alert["status"] == status]
        if all(each):
            faults.append(f"{status}: {', '.join(sorted(each, key=len)[0])}")
    if faults:
        return failed(reasons.WRONG_NOTIFICATION, expected, shortened(faults))
    return passed(expected, seen)


def _faults(check: NotificationExpectation, item: dict[str, Any], alert: dict[str, Any]) -> list[str]:
    faults = mismatches(check.labels, alert.get("labels", {}))
    faults += mismatches(check.annotations, alert.get("annotations", {}))
    receiver = item["body"].get("receiver")
    if check.receiver and receiver != check.receiver:
        faults.append(f"the receiver is {receiver!r}, not {check.receiver!r}")
    return faults


def _say(item: dict[str, Any], alert: dict[str, Any], moment: Moment) -> str:
    return f"{alert['status']} to {item['body'].get('receiver')} at {item['at'] - moment.step_started:.1f} s"


def _advice(deliveries: list[Any], status: str) -> str:
    if deliveries and status == "resolved":
        return "is send_resolved on for this receiver?"
    return "does the alert fire, does Prometheus know the Alertmanager, does a route lead to this receiver?"
