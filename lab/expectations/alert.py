"""`alert`: the states an alert goes through, or that it stays inactive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field, model_validator

from lab.expectations.alert_life import STEP_S, Stage, life_of, life_queries, pending_before_firing
from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation, Observe, ReportQuery
from lab.expectations.formatting import first_of, format_labels
from lab.expectations.patterns import Patterns, matches
from lab.expectations.plan_context import At, PlanContext, alert_known, fires_in_time
from lab.expectations.registry import register
from lab.expectations.results import failed, passed
from lab.language.conditions import Condition
from lab.language.promql import quoted
from lab.language.quantities import Seconds, format_duration
from lab.language.reasons import (
    CONTROL_MISSING,
    FIRED,
    NEVER_FIRED,
    NO_RULE,
    NOT_RESOLVED,
    QUERY_ERROR,
    WRONG_VALUE,
)
from lab.queries.prometheus import AlertingRule, RangeQuery, Rules
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement


@register
class AlertExpectation(Expectation, Check):
    """An alert goes through the given states since the step began, or stays inactive.

    The states are read from the `ALERTS` series that Prometheus writes at every evaluation, so that short ones are not
    missed.
    """

    kind = "alert"
    group = "alerts"
    reasons = (NO_RULE, QUERY_ERROR, NEVER_FIRED, NOT_RESOLVED, FIRED, WRONG_VALUE, CONTROL_MISSING)

    alert: str = Field(description="name of the alert")
    goes: tuple[Literal["pending", "firing", "resolved"], ...] = Field(
        (), description="states that the alert must go through, in this order; other states may lie between them"
    )
    stays: Literal["inactive"] | None = Field(
        None, description="instead of 'goes': the alert becomes neither pending nor firing"
    )
    for_: Seconds | None = Field(
        None, alias="for", description="with 'stays': how long the alert must stay inactive, for example 10s"
    )
    pending: Condition | None = Field(
        None, description="seconds that the alert was pending before it fired, for example '>= 2'. Default: any"
    )
    labels: Patterns = Field(
        default_factory=dict,
        description="label -> value or /regular expression/; only alerts whose labels match count. Default: all "
        "alerts of this name",
    )

    @model_validator(mode="after")
    def _goes_or_stays(self) -> AlertExpectation:
        if bool(self.goes) == bool(self.stays):
            raise ValueError("give either 'goes' or 'stays'")
        if bool(self.stays) != bool(self.for_):
            raise ValueError("'stays' and 'for' belong together")
        return self

    def window(self) -> float:
        return self.for_ or 0.0

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        alert_known(self.alert, self.labels, at("alert"), ctx, by_rule=True)
        if "firing" in self.goes or "resolved" in self.goes:
            fires_in_time(self.alert, self.labels, at("alert"), within, ctx)
        return self

    def expected(self, ctx: EvalContext) -> str:
        if self.stays:
            return f"{self.alert} stays inactive for {format_duration(self.for_ or 0.0)}"
        pending = f", pending {self.pending.text} s" if self.pending else ""
        return f"{self.alert} goes {', '.join(self.goes)}{pending}"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        states, active_since = life_queries(self.alert, ctx)
        return states, Rules(), active_since

    def report_queries(self, start: float, end: float, observe: Observe) -> tuple[ReportQuery, ...]:
        query = f"ALERTS{{alertname={quoted(self.alert)}}}"
        return (ReportQuery("alert", self.alert, RangeQuery(query=query, start=start, end=end, step=STEP_S)),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        named = [rule for rule in Rules.read(observations[1].answer) if rule.name == self.alert]
        rules = [rule for rule in named if _can_have(rule, self.labels)]
        if not rules:
            hint = "do rule_files name its file, and is the file mounted at that path?"
            known = first_of([format_labels(rule.labels) for rule in named])
            actual = f"Prometheus has such a rule only with {known}" if named else "Prometheus has no such rule loaded"
            return failed(NO_RULE, expected, actual, hint="" if named else hint)
        rule = min(rules, key=_soundness)
        if rule.health == "err":
            return failed(QUERY_ERROR, expected, f"the rule cannot be evaluated: {rule.last_error}")
        life = life_of(observations[0].answer, observations[2].answer, self.labels, ctx)
        if self.stays:
            return self._judge_inactive(expected, life, rule, ctx)
        actual = _format(life, ctx)
        if missing := self._missing_stage(life):
            reason = NOT_RESOLVED if missing == "resolved" else NEVER_FIRED
            return failed(reason, expected, actual, difference=f"not yet {missing}", hint=_hint(missing, rules))
        if self.pending is not None:
            pending = pending_before_firing(life, ctx)
            if pending is None:
                return failed(NEVER_FIRED, expected, actual, difference="it did not begin to fire in this step")
            if not self.pending.holds(pending):
                return failed(WRONG_VALUE, expected, f"{actual}; pending for {pending:g} s", final=True)
        return passed(expected, actual)

    def _missing_stage(self, life: list[Stage]) -> str | None:
        """The first of the expected stages that is missing; None when all came in this order."""
        position = 0
        for stage in life:
            if position < len(self.goes) and stage.state == self.goes[position]:
                position += 1
        return self.goes[position] if position < len(self.goes) else None

    def _judge_inactive(self, expected: str, life: list[Stage], rule: AlertingRule, ctx: EvalContext) -> Judgement:
        if life:
            return failed(FIRED, expected, _format(life, ctx), final=True)
        if rule.health != "ok":
            return failed(CONTROL_MISSING, expected, f"the rule has not been evaluated yet (health {rule.health})")
        if ctx.watched < self.window():
            return failed(CONTROL_MISSING, expected, f"inactive for {ctx.watched:.1f} s so far")
        evaluated = rule.last_evaluation.timestamp() if rule.last_evaluation else 0.0
        if evaluated < ctx.step_started:
            return failed(CONTROL_MISSING, expected, "the rule has not been evaluated since the step began")
        ago = f"the rule evaluated {ctx.now - evaluated:.1f} s ago"
        return passed(expected, f"inactive for {ctx.watched:.1f} s, {ago}")


def _format(life: list[Stage], ctx: EvalContext) -> str:
    return ", ".join(f"{stage.state} at {ctx.at(stage.at)}" for stage in life) or "inactive throughout"


def _can_have(rule: AlertingRule, labels: Mapping[str, str]) -> bool:
    """Whether alerts of a rule can have these labels (patterns): those that it sets with a template may be anything."""
    fixed = {name: value for name, value in rule.labels.items() if "{{" not in value}
    return all(matches(pattern, fixed[name]) for name, pattern in labels.items() if name in fixed)


def _soundness(rule: AlertingRule) -> tuple[bool, bool, float]:
    """The rule that cannot be evaluated comes first, then one that has not been, then the one evaluated longest ago."""
    evaluated = rule.last_evaluation.timestamp() if rule.last_evaluation else 0.0
    return rule.health != "err", rule.health == "ok", evaluated


def _hint(missing: str, rules: Sequence[AlertingRule]) -> str:
    if missing == "resolved":
        return "the condition of the rule is still true; see the load and the range in the rule"
    if len(rules) > 1:
        known = " and ".join(format_labels(rule.labels) for rule in rules)
        return f"{len(rules)} rules have this name, with {known}: select one with 'labels'"
    return f"run the query of the rule in Prometheus: {' '.join(rules[0].query.split())}"
