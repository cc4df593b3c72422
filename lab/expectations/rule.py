"""`rule`: an alerting or recording rule is loaded, and its last evaluation succeeded and was fast enough."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of
from lab.expectations.plan_context import At, PlanContext
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed, failed_for, passed
from lab.language.quantities import Seconds, format_duration
from lab.language.reasons import NO_RULE, declare
from lab.language.suggestions import suggestion
from lab.language.times import duration
from lab.queries.answer import Answer, Shape, reads_answer_of
from lab.queries.prometheus import BACKEND, ROLE, get_data, rules_of
from lab.queries.query import Clients, Description, Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

RULE_FAILING = declare("rule_failing", "The last evaluation of the rule ended with an error.")
NEVER_EVALUATED = declare("never_evaluated", "The rule is loaded, but has not been evaluated yet.")
TOO_SLOW = declare("too_slow", "The last evaluation of the rule took too long.")


class Rule(Shape):
    """A loaded rule. `evaluation_time`: seconds that its last evaluation took; `last_evaluation`: long ago for none."""

    name: str
    type: str
    health: str
    last_error: str = ""
    evaluation_time: float
    last_evaluation: datetime | None = None


class AllRules(Query):
    """All loaded rules, alerting and recording."""

    kind: Literal["all-rules"] = "all-rules"
    role = ROLE

    def send(self, clients: Clients, at: float) -> Answer:
        return rules_of(get_data(clients, "rules", key="groups"))

    def describe(self, zero: float) -> Description:
        return Description("alerting and recording rules")

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> list[Rule]:
        return [Rule.model_validate(rule) for rule in answer]


@register
class RuleExpectation(Expectation, Check):
    """An alerting or recording rule is loaded, and its last evaluation succeeded and was fast enough.

    If several rules have this name, this must be true of all of them.
    """

    kind = "rule"
    group = "alerts"
    reasons = (NO_RULE, NEVER_EVALUATED, RULE_FAILING, TOO_SLOW)

    rule: str = Field(description="name of the alert, or of the recorded metric")
    evaluated_in: Seconds | None = Field(
        None, gt=0, description="the last evaluation took less than this, for example 50ms. Default: any time"
    )

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        return self

    def expected(self, ctx: EvalContext) -> str:
        limit = f", evaluated in less than {format_duration(self.evaluated_in)}" if self.evaluated_in else ""
        return f"a rule {self.rule}, loaded and healthy{limit}"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        return (AllRules(),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        loaded = AllRules.read(observations[0].answer)
        rules = [rule for rule in loaded if rule.name == self.rule]
        if not rules:
            return self._not_loaded(expected, [rule.name for rule in loaded])
        mismatches = [mismatch for rule in rules if (mismatch := self._mismatch(rule))]
        if mismatches:
            return failed_for(expected, mismatches)
        return passed(expected, first_of([f"{rule.type}, {_timing(rule)}" for rule in rules]))

    def _not_loaded(self, expected: str, names: list[str]) -> Judgement:
        near = suggestion(self.rule, names).nearest
        actual = f"no rule of this name; loaded are {first_of(names)}" if names else "no rule is loaded"
        hint = f"is it {near}?" if near else "do rule_files name its file, and is the file mounted at that path?"
        return failed(NO_RULE, expected, actual, hint=hint)

    def _mismatch(self, rule: Rule) -> Mismatch | None:
        if rule.health == "err":
            return Mismatch(RULE_FAILING, f"the evaluation failed: {rule.last_error}")
        if rule.health != "ok":
            hint = "is the evaluation interval of its group longer than the deadline of this expectation?"
            return Mismatch(NEVER_EVALUATED, f"it has not been evaluated yet (health {rule.health})", hint=hint)
        if self.evaluated_in is not None and rule.evaluation_time >= self.evaluated_in:
            more = duration((rule.evaluation_time - self.evaluated_in) * 1000)
            hint = "how many series does its expression read, and over how long a range?"
            return Mismatch(TOO_SLOW, _timing(rule), difference=f"{more} too long", hint=hint)
        return None


def _timing(rule: Rule) -> str:
    return f"evaluated in {rule.evaluation_time * 1000:.3g} ms"
