"""The base of all kinds of expectations: the model in a scenario, and the check that queries and judges.

A kind is a subclass of `Expectation` in a file named like its leading key, registered with `@register`. Its `plan`
returns a `Check`: the expectation itself, or a value in which files, meanings and ports are resolved.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
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
    "values", "names and labels", "targets", "alerts", "logs and traces", "dashboards", "Kubernetes", "any service"
]

Observe: TypeAlias = Callable[[Query], Observation]

COMMON_REASONS = (QUERY_ERROR, NOT_OBSERVED)  # of any kind, when a query is refused or not answered

_AT_PLANNING = EvalContext(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """A query whose answer reports show, sent before the lab is removed. `detail` is data for the report."""

    kind: Literal["panel", "alert"]
    name: str
    query: Query
    detail: dict[str, Any] = field(default_factory=dict)


class Check(ABC):
    """An expectation whose references are resolved: it can be queried and judged."""

    __slots__ = ()

    @abstractmethod
    def expected(self, ctx: EvalContext) -> str:
        """What must be true, in words."""

    @abstractmethod
    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        """The queries to send; `judge` gets their observations in the same order."""

    def next_queries(self, observations: tuple[Observation, ...], ctx: EvalContext) -> tuple[Query, ...]:
        """What to send after these observations; nothing when `judge` has all it needs. For a check whose queries
        depend on earlier answers."""
        return () if observations else self.queries(ctx)

    @abstractmethod
    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        """The judgement when every query was answered. May raise UnexpectedAnswer."""

    def judge(self, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        """`ctx` is the one that was given to `queries`."""
        expected = self.expected(ctx)
        if unanswered := self.unanswered(expected, observations):
            return unanswered
        try:
            return self.judge_answers(expected, observations, ctx)
        except UnexpectedAnswer as error:
            hint = "is the backend the expected product and version?"
            return undecided(NOT_OBSERVED, expected, str(error), hint=hint)

    def unanswered(self, expected: str, observations: tuple[Observation, ...]) -> Judgement | None:
        """The judgement when a query was refused or not answered."""
        return not_observed(expected, observations)

    def window(self) -> float:
        """Seconds that must pass before this can be true: a shorter deadline cannot be met."""
        return 0.0

    def roles(self) -> tuple[str, ...]:
        """The roles that services must have for its queries, without those of queries that name their service."""
        return _unique(role for query in self.queries(_AT_PLANNING) if not query.ask for role in query.roles())

    def services(self) -> tuple[str, ...]:
        """The services that it queries by name."""
        return _unique(service for query in self.queries(_AT_PLANNING) for service in query.services())

    def report_queries(self, start: float, end: float, observe: Observe) -> tuple[ReportQuery, ...]:
        """Queries for charts in reports; `start` and `end` of the lab are unix seconds. `observe` sends a query that
        they depend on."""
        return ()


class Expectation(Strict, ABC):
    """The model of a kind in a scenario. Its docstring and field descriptions are the documentation of the kind."""

    kind: ClassVar[str]
    group: ClassVar[Group]
    reasons: ClassVar[tuple[Reason, ...]]  # why it can fail, besides COMMON_REASONS

    within: Seconds | None = Field(
        None, description="deadline of this expectation, from the end of the step's action. Default: that of the step"
    )

    ask: str | None = Field(
        None,
        repr=False,
        description="the service that answers it, where several have the role, for example a second Prometheus. "
        "Default: the only one, or the one that the scenario's 'ask' names",
    )

    @abstractmethod
    def plan(self, at: At, within: float, ctx: PlanContext) -> Check | None:
        """The check; None when something it refers to does not exist, which is reported to `ctx`.

        `at` gives the place of the expectation, or of one of its keys. `within` is its deadline in seconds.
        """

    def window(self) -> float:
        """Seconds that must pass before it can be true."""
        return 0.0


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
