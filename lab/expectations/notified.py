"""`notified`: a receiver was sent an alert with the expected status, labels and annotations."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import Field

from lab.expectations.arrivals import HINT, Arrival, earlier
from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of
from lab.expectations.patterns import Patterns, pattern_mismatches
from lab.expectations.plan_context import At, PlanContext, alert_known, notified_in_time, receiver_known
from lab.expectations.registry import register
from lab.expectations.results import failed, passed
from lab.language.promql import selector as format_selector
from lab.language.reasons import NOT_DELIVERED, WRONG_NOTIFICATION
from lab.queries.notifications import Received, Webhook, WebhookAlert
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

Delivery: TypeAlias = tuple[Webhook, WebhookAlert]


@register
class NotificationExpectation(Expectation, Check):
    """A receiver was sent an alert since the step began, with the expected status, labels and rendered annotations.

    The notifications are read from the webhooks of the component notification_sink.
    """

    kind = "notified"
    group = "alerts"
    reasons = (NOT_DELIVERED, WRONG_NOTIFICATION)

    notified: str = Field(description="name of the alert")
    receiver: str | None = Field(None, description="receiver that the alert must reach. Default: any")
    statuses: tuple[Literal["firing", "resolved"], ...] = Field(
        ("firing",), min_length=1, description="the alert must arrive in each of these statuses. Default: firing"
    )
    labels: Patterns = Field(default_factory=dict, description="label -> value or /regular expression/. Default: any")
    annotations: Patterns = Field(
        default_factory=dict,
        description="annotation -> rendered text, or a /regular expression/ found in it. Default: any",
    )

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        alert_known(self.notified, self.labels, at("notified"), ctx)
        notified_in_time(self.notified, self.labels, self.statuses, at("notified"), within, ctx)
        if self.receiver is not None:
            receiver_known(self.receiver, at("receiver"), ctx)
        return self

    def expected(self, ctx: EvalContext) -> str:
        receiver = f" to {self.receiver}" if self.receiver else ""
        return f"{self.notified} delivered as {' and '.join(self.statuses)}{receiver}"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        return (Received(since=ctx.lab_started),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        all_deliveries = [
            (webhook, alert)
            for webhook in Received.read_webhooks(observations[0].answer)
            for alert in webhook.body.alerts
            if alert.labels.get("alertname") == self.notified
        ]
        deliveries = [(webhook, alert) for webhook, alert in all_deliveries if webhook.at >= ctx.effects_since]
        actual = first_of([_format(delivery, ctx) for delivery in deliveries]) or "nothing arrived"
        arrived = {alert.status for _, alert in deliveries}
        for status in self.statuses:
            if status not in arrived:
                sent = [(webhook, alert) for webhook, alert in all_deliveries if alert.status == status]
                if before := earlier([Arrival(_sent(one), one[0].at) for one in sent], ctx):
                    return failed(
                        NOT_DELIVERED, expected, f"{actual}; {before}", difference=f"{status} is missing", hint=HINT
                    )
                hint = _hint(status, any_arrived=bool(deliveries))
                # Whether it is active at all is explained from its series.
                series = () if all_deliveries else (format_selector("ALERTS", {"alertname": self.notified}),)
                return failed(
                    NOT_DELIVERED, expected, actual, difference=f"{status} is missing", hint=hint, missing=series
                )
        wrong = []
        for status in self.statuses:
            mismatches = [self._mismatches(delivery) for delivery in deliveries if delivery[1].status == status]
            if all(mismatches):
                wrong.append(f"{status}: {', '.join(sorted(mismatches, key=len)[0])}")
        if wrong:
            return failed(WRONG_NOTIFICATION, expected, first_of(wrong))
        return passed(expected, actual)

    def _mismatches(self, delivery: Delivery) -> list[str]:
        webhook, alert = delivery
        wrong = pattern_mismatches(self.labels, alert.labels)
        wrong += pattern_mismatches(self.annotations, alert.annotations)
        if self.receiver and webhook.body.receiver != self.receiver:
            wrong.append(f"the receiver is {webhook.body.receiver!r}, not {self.receiver!r}")
        return wrong


def _format(delivery: Delivery, ctx: EvalContext) -> str:
    return f"{_sent(delivery)} at {ctx.at(delivery[0].at)}"


def _sent(delivery: Delivery) -> str:
    webhook, alert = delivery
    return f"{alert.status} to {webhook.body.receiver}"


def _hint(status: str, *, any_arrived: bool) -> str:
    if any_arrived and status == "resolved":
        return "is send_resolved on for this receiver?"
    return "does the alert fire, does Prometheus know the Alertmanager, does a route lead to this receiver?"
