"""`metrics`: a selector has the expected metric names: exactly these, at least these, none of these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import Field, model_validator

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of
from lab.expectations.plan_context import At, PlanContext, names_of, parses
from lab.expectations.registry import register
from lab.expectations.results import failed, passed
from lab.language.reasons import MISSING_SERIES, NO_SERIES, UNEXPECTED_SERIES
from lab.language.suggestions import suggestion
from lab.queries.prometheus import MetricNames
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement


@register
class MetricsExpectation(Expectation):
    """The series of a selector have the expected metric names since the lab started.

    A list of names is given directly, or as a file of the scenario with one name per line, where `#` begins a comment.
    """

    kind = "metrics"
    group = "names and labels"
    reasons = (NO_SERIES, MISSING_SERIES, UNEXPECTED_SERIES)

    metrics: str = Field(description="PromQL series selector, for example '{job=\"api\"}'")
    exactly: str | tuple[str, ...] | None = Field(
        None, description="file or list: these names and no others. Default: not checked"
    )
    at_least: str | tuple[str, ...] | None = Field(
        None, description="file or list: these names, and any others. Default: not checked"
    )
    none_of: str | tuple[str, ...] | None = Field(
        None, description="file or list: none of these names. Default: not checked"
    )

    @model_validator(mode="after")
    def _some_names(self) -> MetricsExpectation:
        if self.exactly is None and self.at_least is None and self.none_of is None:
            raise ValueError("give the names: 'exactly', 'at_least' or 'none_of'")
        return self

    def plan(self, at: At, within: float, ctx: PlanContext) -> MetricsCheck:
        parses(self.metrics, at("metrics"), ctx)
        return MetricsCheck(
            selector=self.metrics,
            exactly=names_of(self.exactly, at("exactly"), ctx),
            at_least=names_of(self.at_least, at("at_least"), ctx),
            none_of=names_of(self.none_of, at("none_of"), ctx),
        )


@dataclass(frozen=True, slots=True)
class MetricsCheck(Check):
    """The expectation with the names from its files."""

    selector: str
    exactly: tuple[str, ...] | None
    at_least: tuple[str, ...] | None
    none_of: tuple[str, ...] | None

    def expected(self, ctx: EvalContext) -> str:
        parts = []
        if self.exactly is not None:
            parts.append(f"exactly these {len(self.exactly)} metric names")
        if self.at_least is not None:
            parts.append(f"at least these {len(self.at_least)} metric names")
        if self.none_of is not None:
            parts.append(f"none of these {len(self.none_of)} metric names")
        return ", ".join(parts)

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        return (MetricNames(selector=self.selector, start=ctx.lab_started),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        names = MetricNames.read(observations[0].answer)
        if not names:
            # Without any series, names are neither missing nor rightly absent.
            hint = f"does anything send them? the selector was {self.selector}"
            return failed(NO_SERIES, expected, "no metric names at all", hint=hint)
        missing = sorted((set(self.exactly or ()) | set(self.at_least or ())) - names)
        extra = sorted(names - set(self.exactly)) if self.exactly is not None else []
        unexpected = [*extra, *sorted(names & set(self.none_of or ()))]
        difference = f"{len(missing)} missing, {len(unexpected)} too many"
        actual = _actual(names, missing, unexpected)
        if missing:
            hint = _nearest(missing, extra or sorted(names))
            return failed(MISSING_SERIES, expected, actual, difference=difference, hint=hint, missing=tuple(missing))
        if unexpected:
            return failed(UNEXPECTED_SERIES, expected, actual, difference=difference)
        return passed(expected, f"{len(names)} metric names")


def _actual(names: set[str], missing: list[str], unexpected: list[str]) -> str:
    parts = [f"{len(names)} names"]
    if missing:
        parts.append(f"missing: {first_of(missing)}")
    if unexpected:
        parts.append(f"not expected: {first_of(unexpected)}")
    return ", ".join(parts)


def _nearest(missing: Iterable[str], known: list[str]) -> str:
    """A hint for the first missing name that is similar to a known one."""
    pairs = ((name, suggestion(name, known).nearest) for name in missing)
    return next((f"is {name} now called {near}?" for name, near in pairs if near), "")
