"""`routed`: an alert was sent to the expected receivers, in the expected number and grouping of notifications."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field, model_validator

from lab.expectations.arrivals import HINT, Arrival, earlier
from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of
from lab.expectations.load_counts import exceeds
from lab.expectations.patterns import Patterns, pattern_mismatches
from lab.expectations.plan_context import At, PlanContext, alert_known, receiver_known
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed, failed_for, passed, window_not_over
from lab.language.conditions import Condition
from lab.language.quantities import Seconds, format_duration
from lab.language.reasons import CONTROL_MISSING, NOT_DELIVERED, WRONG_GROUPING, WRONG_RECEIVER, Reason
from lab.queries.alertmanager import AlertmanagerAlerts
from lab.queries.notifications import Received, Webhook
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement


@register
class RoutedExpectation(Expectation, Check):
    """An alert was sent to the expected receivers since the step began, in the expected notifications.

    The notifications are read from the webhooks of the component notification_sink.
    """

    kind = "routed"
    group = "alerts"
    reasons = (WRONG_RECEIVER, NOT_DELIVERED, WRONG_GROUPING, CONTROL_MISSING)

    routed: str = Field(description="name of the alert")
    labels: Patterns = Field(
        default_factory=dict,
        description="label -> value or /regular expression/; only alerts whose labels match count. Default: all "
        "alerts of this name",
    )
    status: Literal["firing", "resolved"] = Field(
        "firing", description="only notifications with the alert in this status count. Default: firing"
    )
    to: str | None = Field(
        None,
        description="receiver that must be notified. Default: none; then Alertmanager must have the alert or, with "
        "'status: resolved', it must have been notified as firing and be over, so that an empty lab does not pass",
    )
    not_to: tuple[str, ...] = Field((), description="receivers that must not be notified; needs 'for'. Default: none")
    notifications: Condition | None = Field(
        None, description="condition on the number of notifications to 'to', for example '== 1'. Default: at least one"
    )
    alerts: tuple[int, ...] | None = Field(
        None,
        description="how many such alerts each notification to 'to' carries, in any order, for example [1, 2] for two "
        "notifications. Default: any",
    )
    grouped_by: tuple[str, ...] | None = Field(
        None, description="names of the group labels of every notification to 'to'; [] for none. Default: any"
    )
    for_: Seconds | None = Field(
        None,
        alias="for",
        description="how long to watch, from the start of the step, before this can pass, so that a notification too "
        "many is seen; for example 10s. Default: 0s",
    )

    def window(self) -> float:
        return self.for_ or 0.0

    @model_validator(mode="after")
    def _decided_later(self) -> RoutedExpectation:
        if self.to is None and not self.not_to:
            raise ValueError("give the receiver that gets it ('to') or must not get it ('not_to')")
        if self.to is None and (self.notifications or self.alerts or self.grouped_by is not None):
            raise ValueError("'notifications', 'alerts' and 'grouped_by' are about the receiver in 'to'")
        if self.not_to and not self.for_:
            raise ValueError("that nothing arrives at 'not_to' needs a window: give 'for'")
        if self.to in self.not_to:
            raise ValueError(f"{self.to!r} cannot both get it ('to') and not get it ('not_to')")
        if self.notifications and self.notifications.about_load:
            raise ValueError("the load counts no notifications; give a number, for example '== 1'")
        if self.notifications and self.notifications.holds(0) and not self.notifications.holds(1):
            raise ValueError(f"'to' gets at least one, not {self.notifications.text!r}; name who gets none in 'not_to'")
        if self.alerts is not None and (not self.alerts or min(self.alerts) < 1):
            raise ValueError("'alerts' has a number from 1 up for each notification")
        return self

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        alert_known(self.routed, self.labels, at("routed"), ctx)
        if self.to is not None:
            receiver_known(self.to, at("to"), ctx)
        for index, receiver in enumerate(self.not_to):
            receiver_known(receiver, at("not_to", index), ctx)
        return self

    def expected(self, ctx: EvalContext) -> str:
        only = "".join(f", {name} = {value}" for name, value in self.labels.items())
        parts = [f"{self.routed}{only} notified as {self.status}" + (f" to {self.to}" if self.to else "")]
        if self.notifications:
            parts.append(f"in notifications {self.notifications.text}")
        if self.alerts is not None:
            parts.append(f"with {' and '.join(str(number) for number in self.alerts)} such alerts")
        if self.grouped_by is not None:
            parts.append(f"grouped by {', '.join(self.grouped_by) or 'nothing'}")
        if self.not_to:
            parts.append(f"not to {', '.join(self.not_to)}")
        return ", ".join(parts) + (f", watched for {format_duration(self.for_)}" if self.for_ else "")

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        if self.to is None:
            # No notification is expected, so Alertmanager must show that there was an alert to notify about.
            return Received(since=ctx.lab_started), AlertmanagerAlerts()
        return (Received(since=ctx.lab_started),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        webhooks = Received.read_webhooks(observations[0].answer)
        since_lab = self._about(webhooks, self.status)
        notifications = [notification for notification in since_lab if notification.at >= ctx.effects_since]
        arrived = first_of([notification.format(ctx) for notification in notifications], 4)
        receivers = {notification.receiver for notification in notifications}
        mismatches = [
            Mismatch(WRONG_RECEIVER, f"{receiver} got a notification too", final=True)
            for receiver in self.not_to
            if receiver in receivers
        ]
        delivered = [notification for notification in notifications if notification.receiver == self.to]
        if self.to is not None and not delivered:
            sent = [Arrival(f"{self.status} to {self.to}", one.at) for one in since_lab if one.receiver == self.to]
            if before := earlier(sent, ctx):
                early = Mismatch(NOT_DELIVERED, f"no notification to {self.to}; {before}")
                return failed_for(expected, [*mismatches, early], arrived=arrived, hint=HINT)
            mismatches.append(Mismatch(NOT_DELIVERED, f"no notification to {self.to}"))
        mismatches += self._grouping(delivered) + self._number(delivered)
        if mismatches:
            return failed_for(expected, mismatches, arrived=arrived, hint=self._hint(mismatches[0].reason))
        if self.to is None and (actual := self._without_control(webhooks, observations[1])):
            hint = "nothing shows that there was an alert to send: expect the alert first, or give 'to'"
            return failed(CONTROL_MISSING, expected, actual, hint=hint)
        actual = arrived or f"no notification to {' or '.join(self.not_to)}"
        return window_not_over(expected, self.for_, ctx, actual) or passed(expected, actual)

    def _about(self, webhooks: list[Webhook], status: str) -> list[Notification]:
        counted = [
            (webhook, sum(self._is_meant(alert.labels) and alert.status == status for alert in webhook.body.alerts))
            for webhook in webhooks
        ]
        return [
            Notification(webhook.body.receiver or "", webhook.at, number, tuple(sorted(webhook.body.group_labels)))
            for webhook, number in counted
            if number
        ]

    def _is_meant(self, labels: Mapping[str, str]) -> bool:
        return labels.get("alertname") == self.routed and not pattern_mismatches(self.labels, labels)

    def _grouping(self, delivered: list[Notification]) -> list[Mismatch]:
        mismatches = []
        if self.grouped_by is not None:
            others = sorted({notification.grouped_by for notification in delivered} - {tuple(sorted(self.grouped_by))})
            mismatches = [
                Mismatch(WRONG_GROUPING, f"grouped by {', '.join(labels) or 'nothing'}", final=True)
                for labels in others
            ]
        if self.alerts is not None and delivered:
            actual, expected = Counter(notification.alerts for notification in delivered), Counter(self.alerts)
            if actual != expected:
                sizes = ", ".join(str(number) for number in sorted(actual.elements()))
                text = f"notifications to {self.to} with {sizes} such alerts"
                mismatches.append(Mismatch(WRONG_GROUPING, text, final=bool(actual - expected)))
        return mismatches

    def _number(self, delivered: list[Notification]) -> list[Mismatch]:
        if self.notifications is None or not delivered or self.notifications.holds(len(delivered)):
            return []
        actual = f"{len(delivered)} notifications to {self.to}, not {self.notifications.text}"
        if exceeds(self.notifications, len(delivered)):
            return [Mismatch(WRONG_GROUPING, actual, final=True)]
        return [Mismatch(NOT_DELIVERED, actual)]

    def _without_control(self, webhooks: list[Webhook], alerts: Observation) -> str:
        """Why the absence of a notification proves nothing; empty when it does."""
        current = any(self._is_meant(alert.labels) for alert in AlertmanagerAlerts.read(alerts.answer))
        fired = bool(self._about(webhooks, "firing"))
        if self.status == "firing":
            return "" if current or fired else f"Alertmanager has no {self.routed}, so there was nothing to send"
        if current:
            return f"Alertmanager still has {self.routed}: it has not resolved"
        return "" if fired else f"no notification that {self.routed} fires, so there is none that it resolved"

    def _hint(self, reason: Reason) -> str:
        if reason == WRONG_RECEIVER:
            return "which route does it match? the first match counts, unless the route has 'continue'"
        if reason == WRONG_GROUPING:
            return "check group_by, and that group_wait is long enough for all alerts of a group"
        if self.status == "resolved":
            return "is send_resolved on for this receiver?"
        return "does the alert fire, does a route lead to this receiver, are group_wait and repeat_interval short?"


@dataclass(frozen=True, slots=True)
class Notification:
    """A notification with `alerts` alerts of this name in the expected status. `at` is in unix seconds."""

    receiver: str
    at: float
    alerts: int
    grouped_by: tuple[str, ...]

    def format(self, ctx: EvalContext) -> str:
        carried = "" if self.alerts == 1 else f" with {self.alerts} alerts"
        return f"to {self.receiver} at {ctx.at(self.at)}{carried}"
