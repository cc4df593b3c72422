"""Which receivers were told of an alert, in how many notifications, grouped how, as their webhooks were told it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from lab.expectations.eval_context import Moment
from lab.expectations.load_counts import past
from lab.expectations.results import Mismatch, failed, failed_for, mismatches, passed, shortened, too_soon, unobserved
from lab.expectations.routing_models import RoutedExpectation
from lab.language import reasons
from lab.language.quantities import spell_duration
from lab.language.reasons import Reason
from lab.queries.alertmanager import HeldAlerts
from lab.queries.notifications import Received
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement


@dataclass(frozen=True, slots=True)
class Told:
    """A notification that carries the alert in the awaited status, `alerts` times."""

    receiver: str
    at: float
    alerts: int
    grouped_by: tuple[str, ...]

    def words(self, moment: Moment) -> str:
        carried = "" if self.alerts == 1 else f" with {self.alerts} alerts"
        return f"to {self.receiver} at {self.at - moment.step_started:.1f} s{carried}"


def asks(check: RoutedExpectation, moment: Moment) -> tuple[Query, ...]:
    if check.to is None:
        # Nobody is awaited to be told, so something else must show that there was something to tell.
        return Received(since=moment.lab_started), HeldAlerts()
    return (Received(since=moment.step_started),)


def judge(check: RoutedExpectation, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    expected = _expected(check)
    if missed := unobserved(expected, observations):
        return missed
    told = [each for each in _told(check, observations[0].answer, check.status) if each.at >= moment.step_started]
    arrived = shortened([each.words(moment) for each in told], 4)
    faults = [
        Mismatch(reasons.WRONG_RECEIVER, f"{receiver} was told too", final=True)
        for receiver in check.not_to
        if any(each.receiver == receiver for each in told)
    ]
    there = [each for each in told if each.receiver == check.to]
    if check.to is not None and not there:
        faults.append(Mismatch(reasons.NOT_DELIVERED, f"{check.to} was not told"))
    faults += _grouping(check, there) + _number(check, there)
    if faults:
        return failed_for(expected, faults, arrived=arrived, hint=_advice(check, faults[0].reason))
    if check.to is None and (uncontrolled := _uncontrolled(check, observations)):
        advice = "an absence proves nothing unless there was something to send: expect the alert first, or say 'to'"
        return failed(reasons.CONTROL_MISSING, expected, uncontrolled, hint=advice)
    seen = arrived or f"{' and '.join(check.not_to)} not told"
    return too_soon(expected, check.for_, moment, seen) or passed(expected, seen)


def _expected(check: RoutedExpectation) -> str:
    only = "".join(f", {name} = {value}" for name, value in check.labels.items())
    words = [f"{check.routed}{only} told as {check.status}" + (f" to {check.to}" if check.to else "")]
    if check.notifications:
        words.append(f"in notifications {check.notifications.text}")
    if check.alerts is not None:
        words.append(f"with {' and '.join(str(number) for number in check.alerts)} such alerts")
    if check.grouped_by is not None:
        words.append(f"grouped by {', '.join(check.grouped_by) or 'nothing'}")
    if check.not_to:
        words.append(f"not to {', '.join(check.not_to)}")
    return ", ".join(words) + (f", watched for {spell_duration(check.for_)}" if check.for_ else "")


def _told(check: RoutedExpectation, items: list[dict[str, Any]], status: str) -> list[Told]:
    bodies = [(item, item["body"]) for item in items if item.get("via", "webhook") == "webhook"]
    counted = [
        (item, body, sum(_is_meant(check, alert) and alert["status"] == status for alert in body.get("alerts", ())))
        for item, body in bodies
    ]
    return [
        Told(str(body.get("receiver", "")), item["at"], number, tuple(sorted(body.get("groupLabels", {}))))
        for item, body, number in counted
        if number
    ]


def _is_meant(check: RoutedExpectation, alert: dict[str, Any]) -> bool:
    labels = alert.get("labels", {})
    return labels.get("alertname") == check.routed and not mismatches(check.labels, labels)


def _grouping(check: RoutedExpectation, there: list[Told]) -> list[Mismatch]:
    faults = []
    if check.grouped_by is not None:
        others = sorted({each.grouped_by for each in there} - {tuple(sorted(check.grouped_by))})
        faults = [
            Mismatch(reasons.WRONG_GROUPING, f"grouped by {', '.join(labels) or 'nothing'}", final=True)
            for labels in others
        ]
    if check.alerts is not None and there:
        got, wanted = Counter(each.alerts for each in there), Counter(check.alerts)
        if got != wanted:
            sizes = ", ".join(str(number) for number in sorted(got.elements()))
            words = f"notifications to {check.to} with {sizes} such alerts"
            faults.append(Mismatch(reasons.WRONG_GROUPING, words, final=bool(got - wanted)))
    return faults


def _number(check: RoutedExpectation, there: list[Told]) -> list[Mismatch]:
    if check.notifications is None or not there or check.notifications.holds(len(there)):
        return []
    words = f"{len(there)} notifications to {check.to}, not {check.notifications.text}"
    if past(check.notifications, len(there)):
        return [Mismatch(reasons.WRONG_GROUPING, words, final=True)]
    return [Mismatch(reasons.NOT_DELIVERED, words)]


def _uncontrolled(check: RoutedExpectation, observations: tuple[Observation, ...]) -> str:
    """Why it proves nothing that nobody was told; empty when it does."""
    received, held = (observation.answer for observation in observations)
    holds = any(_is_meant(check, alert) for alert in held)
    fired = bool(_told(check, received, "firing"))
    if check.status == "firing":
        return "" if holds or fired else f"Alertmanager holds no {check.routed}, there was nothing to tell"
    if holds:
        return f"Alertmanager still holds {check.routed}, it has not resolved"
    return "" if fired else f"nobody was told that {check.routed} fires, so nobody is told that it resolved"


def _advice(check: RoutedExpectation, reason: Reason) -> str:
    match reason:
        case reasons.WRONG_RECEIVER:
            return "which route does it match? routes are tried from the top, and 'continue' goes on to the next"
        case reasons.WRONG_GROUPING:
            return "see group_by, and that group_wait gives all alerts of a group the time to arrive"
        case _ if check.status == "resolved":
            return "is send_resolved on for this receiver?"
        case _:
            return "does the alert fire, does a route lead to this receiver, do group_wait and repeat_interval fit?"
