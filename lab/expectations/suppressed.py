"""`suppressed`: Alertmanager suppresses an alert, by an inhibition rule or a silence."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of, format_labels
from lab.expectations.patterns import Patterns, pattern_mismatches
from lab.expectations.plan_context import At, PlanContext, alert_known
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed, failed_for, passed
from lab.language.reasons import CONTROL_MISSING, NEVER_FIRED, NOT_SUPPRESSED, WRONG_LABELS, Reason
from lab.queries.alertmanager import AlertmanagerAlert, AlertmanagerAlerts
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement


@register
class SuppressedExpectation(Expectation, Check):
    """Alertmanager suppresses an alert, by an inhibition rule or a silence."""

    kind = "suppressed"
    group = "alerts"
    reasons = (NEVER_FIRED, NOT_SUPPRESSED, CONTROL_MISSING, WRONG_LABELS)

    suppressed: str = Field(description="name of the alert")
    by: Literal["inhibition", "silence"] = Field(description="what suppresses it")
    because_of: str | None = Field(
        None, description="with 'by: inhibition': name of the alert that inhibits it. Default: any"
    )
    labels: Patterns = Field(
        default_factory=dict,
        description="label -> value or /regular expression/; alerts whose labels match must be suppressed. Default: "
        "all alerts of this name",
    )
    others: Literal["active", "any"] = Field(
        "any",
        description="'active': there are also alerts of this name that 'labels' does not match, and all of them are "
        "active; 'any': not checked. Default: any",
    )

    @model_validator(mode="after")
    def _inhibitor(self) -> SuppressedExpectation:
        if self.because_of and self.by != "inhibition":
            raise ValueError("'because_of' is for 'by: inhibition'; a silence has no alert behind it")
        if self.others == "active" and not self.labels:
            raise ValueError("'others: active' is about alerts with other labels: give 'labels' of the one suppressed")
        return self

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        alert_known(self.suppressed, self.labels, at("suppressed"), ctx)
        if self.because_of:
            alert_known(self.because_of, {}, at("because_of"), ctx)
        return self

    def expected(self, ctx: EvalContext) -> str:
        labels = "".join(f", {name} = {value}" for name, value in self.labels.items())
        by = "an inhibition" if self.by == "inhibition" else "a silence"
        because = f" because of {self.because_of}" if self.because_of else ""
        others = ", the others active" if self.others == "active" else ""
        return f"{self.suppressed}{labels} suppressed by {by}{because}{others}"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        return (AlertmanagerAlerts(),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        alerts = AlertmanagerAlerts.read(observations[0].answer)
        named = [alert for alert in alerts if alert.labels.get("alertname") == self.suppressed]
        meant = [alert for alert in named if not pattern_mismatches(self.labels, alert.labels)]
        names = {alert.fingerprint: alert.labels.get("alertname", "") for alert in alerts}
        if not meant:
            others = first_of([_format_labels(alert) for alert in named], 3)
            actual = (
                f"no alert with these labels; there is {others}" if others else f"Alertmanager has no {self.suppressed}"
            )
            hint = "does the alert fire, and does it reach Alertmanager?"
            return failed(NEVER_FIRED, expected, actual, hint=hint)
        mismatches = [
            Mismatch(NOT_SUPPRESSED, _format(alert, names)) for alert in meant if not self._is_suppressed(alert, names)
        ]
        if self.others == "active":
            mismatches += self._others([alert for alert in named if alert not in meant], names)
        if mismatches:
            return failed_for(expected, mismatches, hint=self._hint(mismatches[0].reason))
        return passed(expected, first_of([_format(alert, names) for alert in meant], 3))

    def _is_suppressed(self, alert: AlertmanagerAlert, names: dict[str, str]) -> bool:
        by = alert.status.inhibited_by if self.by == "inhibition" else alert.status.silenced_by
        inhibitors = {names.get(fingerprint, "") for fingerprint in by}
        return bool(by) and (not self.because_of or self.because_of in inhibitors)

    def _others(self, others: list[AlertmanagerAlert], names: dict[str, str]) -> list[Mismatch]:
        if not others:
            return [Mismatch(CONTROL_MISSING, f"there is no other {self.suppressed}")]
        return [Mismatch(WRONG_LABELS, _format(alert, names)) for alert in others if alert.status.state != "active"]

    def _hint(self, reason: Reason) -> str:
        if reason == CONTROL_MISSING:
            return "'others: active' needs a second alert of this name, to see that it is not suppressed as well"
        if reason == WRONG_LABELS:
            return "the inhibition rule or the silence matches more alerts than it should"
        if self.by == "inhibition":
            return "does the inhibiting alert fire, do the matchers match, are the labels in 'equal' the same on both?"
        return "do all matchers of the silence match the alert's labels, and is it still active?"


def _format(alert: AlertmanagerAlert, names: dict[str, str]) -> str:
    status = alert.status
    inhibitors = sorted({names.get(fingerprint, "an unknown alert") for fingerprint in status.inhibited_by})
    parts = [f"inhibited by {', '.join(inhibitors)}"] if inhibitors else []
    parts += ["silenced"] if status.silenced_by else []
    parts += ["muted by a time interval"] if status.muted_by else []
    return f"{_format_labels(alert)} {' and '.join(parts) or status.state}"


def _format_labels(alert: AlertmanagerAlert) -> str:
    return format_labels({name: value for name, value in alert.labels.items() if name != "alertname"})
