"""What every kind of expectation has: what a scenario may say, what it needs of the plan, its queries, its judging.

A kind is a subclass of `Expectation` in a file named for its leading key, registered with `@register`. Its `plan` gives
a `Check`: the expectation itself, or a value in which files, meanings and ports are resolved.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, TypeAlias

from pydantic import Field

from lab.expectations.eval_context import EvalContext
from lab.expectations.plan_context import At, PlanContext
from lab.expectations.results import not_observed, undecided
from lab.language.quantities import Seconds
from lab.language.reasons import NOT_OBSERVED, QUERY_ERROR, Reason
from lab.language.strict_model import Strict
from lab.queries.answer import UnexpectedAnswer
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

Group: TypeAlias = Literal[
    "values", "names and labels", "targets", "alerts", "logs and traces", "dashboards", "any service"
]

COMMON_REASONS = (QUERY_ERROR, NOT_OBSERVED)  # what any kind gives when a query is refused or not answered

_AT_PLANNING = EvalContext(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """A query whose answer reports show, sent before the lab goes down. `detail` is for the report to read."""

    kind: Literal["panel", "alert"]
    name: str
    query: Query
    detail: dict[str, Any] = field(default_factory=dict)


class Check(ABC):
    """An expectation that is ready to be asked and judged."""

    __slots__ = ()

    @abstractmethod
    def expected(self, ctx: EvalContext) -> str:
        """What must be true, for the judgement."""

    @abstractmethod
    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        """What must be asked, in the order in which the answers are judged."""

    @abstractmethod
    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        """Judges when every query was answered. May raise UnexpectedAnswer."""

    def judge(self, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        """`ctx` is the one that `queries` was given."""
        expected = self.expected(ctx)
        if unanswered := self.unanswered(expected, observations):
            return unanswered
        try:
            return self.judge_answers(expected, observations, ctx)
        except UnexpectedAnswer as error:
            hint = "is the backend the product and version it should be?"
            return undecided(NOT_OBSERVED, expected, str(error), hint=hint)

    def unanswered(self, expected: str, observations: tuple[Observation, ...]) -> Judgement | None:
        """The judgement when a query was refused or not answered."""
        return not_observed(expected, observations)

    def window(self) -> float:
        """Seconds this must watch before it can be true: a deadline below it cannot be met."""
        return 0.0

    def roles(self) -> tuple[str, ...]:
        """The roles that must be played for its queries to be sent."""
        return _unique(role for query in self.queries(_AT_PLANNING) for role in query.roles())

    def services(self) -> tuple[str, ...]:
        """The services it asks by name."""
        return _unique(service for query in self.queries(_AT_PLANNING) for service in query.services())

    def report_queries(self, start: float, end: float) -> tuple[ReportQuery, ...]:
        """What reports show beside the verdict; `start` and `end` of the lab in unix seconds."""
        return ()


class Expectation(Strict, ABC):
    """What a scenario may say. The docstring and field descriptions of a kind are its documentation."""

    kind: ClassVar[str]
    group: ClassVar[Group]
    reasons: ClassVar[tuple[Reason, ...]]  # what it can give besides COMMON_REASONS

    within: Seconds | None = Field(
        None, description="deadline of this expectation, from the end of the step's action. Default: that of the step"
    )

    @abstractmethod
    def plan(self, at: At, within: float, ctx: PlanContext) -> Check | None:
        """The check, or None when something it refers to is not there; `ctx` then has the problem.

        `at` gives the place of the expectation, or of one of its keys. `within`: its deadline in seconds.
        """

    def window(self) -> float:
        """Seconds it must watch before it can be true."""
        return 0.0


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
