"""`printed`: what a container printed: how many of its lines match a pattern, or that none does."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import shorten
from lab.expectations.patterns import Pattern, expression_of
from lab.expectations.plan_context import At, PlanContext, service_known
from lab.expectations.registry import register
from lab.expectations.results import failed, passed, window_not_over
from lab.language.conditions import Condition
from lab.language.counting import count
from lab.language.quantities import Seconds, format_duration
from lab.language.reasons import CONTROL_MISSING, WRONG_LINES, declare
from lab.queries.printed import MAX_READ, Printed, PrintedLines
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

NOT_PRINTED = declare("not_printed", "The container has printed no line that matches.")

_MAX_QUOTED = 200  # characters of a line in a message


@register
class PrintedExpectation(Expectation, Check):
    """A container printed lines that match a pattern, to its standard output or error.

    The engine is asked, not a log backend: this works for any service, also after it was killed. At most its last 5000
    lines are read.
    """

    kind = "printed"
    group = "logs and traces"
    reasons = (NOT_PRINTED, WRONG_LINES, CONTROL_MISSING)

    printed: str = Field(description="name of the service")
    lines: Pattern = Field(description="a whole line, or a /regular expression/ found in it")
    count: Condition | None = Field(
        None, description="condition on the number of these lines, for example '== 1'. Default: at least one"
    )
    since: Literal["start", "step"] = Field(
        "start", description="lines since the lab started, or since the step's action. Default: start"
    )
    for_: Seconds | None = Field(
        None, alias="for", description="with a count that may be 0: how long the lines are watched, for example 3s"
    )
    while_: Pattern | None = Field(
        None,
        alias="while",
        description="with a count that may be 0, the control: lines of the service that must be there",
    )

    @model_validator(mode="after")
    def _controlled(self) -> PrintedExpectation:
        if self.count is not None and self.count.about_load:
            raise ValueError("'count' is about lines, which the load does not count; give a number")
        none = self.count is not None and self.count.holds(0.0)
        if none and not (self.for_ and self.while_):
            raise ValueError(
                "a container that prints nothing passes too; give a window ('for') and a control ('while')"
            )
        if not none and (self.for_ or self.while_):
            raise ValueError(
                "'for' and 'while' belong to a 'count' that may be 0; lines that were printed stay printed"
            )
        return self

    def window(self) -> float:
        return self.for_ or 0.0

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        service_known(self.printed, at("printed"), ctx)
        return self

    def expected(self, ctx: EvalContext) -> str:
        number = f" {self.count.text}" if self.count else ": at least one"
        control = f", for {format_duration(self.for_ or 0.0)}, while it prints {self.while_}" if self.while_ else ""
        return f"lines of {self.printed} that match {self.lines}{number}{control}"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        since = ctx.lab_started if self.since == "start" else ctx.step_started
        patterns = (self.lines, *((self.while_,) if self.while_ else ()))
        return tuple(
            PrintedLines(service=self.printed, expression=expression_of(pattern), since=since) for pattern in patterns
        )

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        found = PrintedLines.read(observations[0].answer)
        actual = f"{found.matching} of {count(found.printed, 'line')}{_example(found)}"
        if self.while_ and not PrintedLines.read(observations[1].answer).matching:
            hint = f"that there is none proves nothing while it does not print {self.while_}"
            return failed(CONTROL_MISSING, expected, actual, hint=hint)
        if not (self.count.holds(found.matching) if self.count else found.matching):
            hint = f"only the last {MAX_READ} lines are read" if found.printed >= MAX_READ else ""
            return failed(WRONG_LINES if found.matching else NOT_PRINTED, expected, actual, hint=hint)
        return window_not_over(expected, self.for_, ctx, actual) or passed(expected, actual)


def _example(found: Printed) -> str:
    return f", for example {shorten(found.lines[0], _MAX_QUOTED)}" if found.lines else ""
