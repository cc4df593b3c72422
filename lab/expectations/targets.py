"""`targets`: the scrape targets of a job have the expected health, number and last error, or are gone."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, model_validator

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of
from lab.expectations.patterns import Expression, Patterns, pattern_mismatches
from lab.expectations.plan_context import At, PlanContext
from lab.expectations.registry import register
from lab.expectations.results import failed, passed
from lab.language.promql import quoted
from lab.language.reasons import (
    CONTROL_MISSING,
    MISSING_SERIES,
    NO_TARGET,
    TARGET_DOWN,
    TARGET_UP,
    UNEXPECTED_SERIES,
    WRONG_VALUE,
    Reason,
)
from lab.language.target_errors import FailedScrape, explain_target_error
from lab.queries.prometheus import RangeQuery, ScrapePools, Target, Targets
from lab.queries.query import Query
from lab.queries.series import points_of
from lab.record.observation import Observation
from lab.record.verdict import Judgement

STEP_S = 1.0  # between two evaluations of `up`
NO_JOB = "no scrape config has this job_name, discovery found no target, or relabeling dropped all of them"


@register
class TargetsExpectation(Expectation, Check):
    """The scrape targets of a job have the expected health, number and last error, or are gone.

    There must be at least one target, unless they are `gone`.
    """

    kind = "targets"
    group = "targets"
    reasons = (
        NO_TARGET,
        TARGET_DOWN,
        TARGET_UP,
        CONTROL_MISSING,
        MISSING_SERIES,
        UNEXPECTED_SERIES,
        WRONG_VALUE,
    )

    targets: str = Field(description="job_name of the scrape config")
    are: Literal["up", "down", "unknown", "gone"] = Field(
        "up",
        description="health of every target; 'gone': the job had such a target and has none now. Default: up",
    )
    labels: Patterns = Field(
        default_factory=dict,
        description="label -> value or /regular expression/; only targets whose labels match count. Default: all "
        "targets of the job",
    )
    count: int | None = Field(None, ge=1, le=1_000_000, description="number of targets. Default: at least one")
    last_error: Expression | None = Field(
        None,
        description="with 'are: down': regular expression, without slashes, found in the last error of every target. "
        "Default: any error",
    )

    @model_validator(mode="after")
    def _possible(self) -> TargetsExpectation:
        if self.are == "gone" and self.count is not None:
            raise ValueError("a target that is gone is not counted; leave out 'count'")
        if self.last_error is not None and self.are != "down":
            raise ValueError(f"a target that is {self.are!r} has no last error; 'last_error' is for 'are: down'")
        return self

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        return self

    def expected(self, ctx: EvalContext) -> str:
        labels = ", ".join(f"{name} = {value}" for name, value in self.labels.items())
        only = f" with {labels}" if labels else ""
        if self.are == "gone":
            return f"no target{only} in the job {self.targets}"
        count = f"every target{only}" if self.count is None else f"{self.count} targets{only}, each"
        error = f", its last error saying /{self.last_error}/" if self.last_error else ""
        return f"{count} {self.are}{error}"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        if self.are == "gone":
            # An unknown job has no targets either, and a target that never existed is not gone.
            up = f"up{{job={quoted(self.targets)}}}"
            scraped = RangeQuery(query=up, start=ctx.lab_started, end=ctx.now, step=STEP_S)
            return Targets(job=self.targets), ScrapePools(), scraped
        return (Targets(job=self.targets),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        of_job = Targets.read(observations[0].answer)
        targets = [target for target in of_job if not pattern_mismatches(self.labels, target.labels)]
        if self.are == "gone":
            return self._gone(expected, targets, len(of_job), observations)
        if not targets and of_job:
            return failed(NO_TARGET, expected, f"no target with these labels: {_format(of_job)}")
        if not targets:
            return failed(NO_TARGET, expected, "no target", hint=NO_JOB)
        if self.count is not None and len(targets) != self.count:
            reason = MISSING_SERIES if len(targets) < self.count else UNEXPECTED_SERIES
            actual = f"{len(targets)} targets: {_format(targets)}"
            return failed(reason, expected, actual, difference=f"{len(targets) - self.count:+d}")
        if wrong := [target for target in targets if target.health != self.are]:
            return failed(self._reason(wrong[0]), expected, _format(wrong), hint=_meaning(wrong[0]))
        if self.last_error and (
            others := [target for target in targets if not re.search(self.last_error, target.last_error)]
        ):
            return failed(WRONG_VALUE, expected, _format(others))
        return passed(expected, _format(targets))

    def _gone(
        self, expected: str, targets: list[Target], number: int, observations: tuple[Observation, ...]
    ) -> Judgement:
        jobs = ScrapePools.read(observations[1].answer)
        scraped = points_of(observations[2].answer)
        if targets:
            hint = "does service discovery still list it, and how often does it refresh?"
            difference = f"{len(targets)} still there"
            return failed(UNEXPECTED_SERIES, expected, _format(targets), difference=difference, hint=hint)
        if self.targets not in jobs:
            actual = f"no job {self.targets}; there are: {', '.join(sorted(jobs)) or 'none'}"
            return failed(NO_TARGET, expected, actual, hint=NO_JOB)
        if all(pattern_mismatches(self.labels, labels) for labels, _ in scraped):
            actual = "no such target was scraped since the lab started"
            hint = "expect it to be up in an earlier step; did service discovery ever list it?"
            return failed(CONTROL_MISSING, expected, actual, hint=hint)
        return passed(expected, f"other targets of the job: {number}")

    def _reason(self, target: Target) -> Reason:
        if target.health == "up":
            return TARGET_UP
        # A target that is expected down but was never scraped is unknown, not down.
        return WRONG_VALUE if self.are == "down" else TARGET_DOWN


def _meaning(target: Target) -> str:
    return explain_target_error(FailedScrape(target.last_error, target.scrape_url))


def _format(targets: list[Target]) -> str:
    return first_of(
        [
            f"{target.scrape_url} {target.health}" + (f" ({target.last_error})" if target.last_error else "")
            for target in targets
        ]
    )
