"""`gapless`: every series of a query has samples throughout a window, without a gap longer than allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pydantic import Field, model_validator

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import format_labels
from lab.expectations.plan_context import At, PlanContext, parses
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed, failed_for, passed
from lab.language.counting import count
from lab.language.quantities import Seconds, format_duration
from lab.language.reasons import NO_SERIES, declare
from lab.language.suggestions import did_you_mean
from lab.language.times import duration
from lab.queries.prometheus import FreshRange
from lab.queries.query import Query
from lab.queries.series import Points, points_of
from lab.record.observation import Observation
from lab.record.verdict import Judgement

GAP = declare("gap", "For longer than allowed there was no sample.")

MOMENTS = 10  # in the longest gap that is allowed, so that a gap is known to a tenth of it
MIN_STEP_S = 0.1
MAX_MOMENTS = 10_000  # Prometheus answers with 11 000 at most


@dataclass(frozen=True, slots=True)
class Gap:
    """From the sample before to the sample after, in unix seconds; or from the start, or to the end of the window."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


@register
class GaplessExpectation(Expectation, Check):
    """Every series of a query has samples throughout a window: none of its gaps is longer than allowed.

    The window is the time of a load ('over'), or lasts from the action of a step until now ('since'). Queries fill a
    gap with the last value for as long as the lookback, five minutes; this one does without it. It is for selectors and
    aggregations of them, such as `max without (replica) (up)`: an operator between two metrics needs samples of both
    at the same moment, and a range such as `rate(x[5m])` has values for as long as the range.
    """

    kind = "gapless"
    group = "values"
    reasons = (NO_SERIES, GAP)

    gapless: str = Field(description="PromQL query, for example 'max without (replica) (http_requests_total)'")
    longest: Seconds = Field(
        description="how long a gap between two samples may be: more than the interval between two samples, for "
        "example 2s; it is known to a tenth"
    )
    over: str | None = Field(None, description="name of a load, whose time is the window. Default: see 'since'")
    since: str | None = Field(
        None, description="name of this step or an earlier one, with whose action the window begins. Default: this step"
    )

    @model_validator(mode="after")
    def _one_window(self) -> GaplessExpectation:
        if self.over is not None and self.since is not None:
            raise ValueError("give one window: the time of a load ('over'), or since the action of a step ('since')")
        if not self.longest:
            raise ValueError("'longest' must be more than 0s: there is time between any two samples")
        return self

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        parses(self.gapless, at("gapless"), ctx)
        for key, name, known, what in (
            ("over", self.over, ctx.load_names, "load in this or an earlier step"),
            ("since", self.since, ctx.step_names, "step up to this one"),
        ):
            if name is not None and name not in known:
                ctx.wrong(at(key), f"no {what} is called {name!r}{did_you_mean(name, known)}")
        return self

    def expected(self, ctx: EvalContext) -> str:
        since = f" since {self.since}" if self.since else " since the action"
        window = f" during the load {self.over}" if self.over else since
        return f"samples{window}, at most {format_duration(self.longest)} apart"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        start, end = self._window(ctx)
        step = max(self.longest / MOMENTS, MIN_STEP_S, (end - start) / MAX_MOMENTS)
        return (FreshRange(query=self.gapless, start=start, end=end, step=round(step, 3)),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        series = points_of(observations[0].answer)
        if not series:
            return failed(NO_SERIES, expected, "no series in the window", hint=f"the query was {self.gapless}")
        start, end = self._window(ctx)
        gaps = [(format_labels(labels), longest_gap(points, start, end)) for labels, points in series]
        # Of gaps that are equally long, the first.
        which, longest = max(gaps, key=lambda gap: gap[1].seconds)
        if longest.seconds > self.longest:
            texts = [
                Mismatch(GAP, f"{labels}: {_format(gap, start, end)}")
                for labels, gap in gaps
                if gap.seconds > self.longest
            ]
            difference = f"{duration((longest.seconds - self.longest) * 1000)} too long"
            return failed_for(expected, texts, difference=difference)
        return passed(
            expected, f"{count(len(series), 'series')}, the longest gap: {which}: {_format(longest, start, end)}"
        )

    def _window(self, ctx: EvalContext) -> tuple[float, float]:
        if self.over is not None:
            load = ctx.loads.get(self.over)
            return (load.started, load.ended) if load else (ctx.step_started, ctx.now)
        begun = ctx.step_started if ctx.action_started is None else ctx.action_started
        return (begun if self.since is None else ctx.steps.get(self.since, begun)), ctx.now


def longest_gap(points: Points, start: float, end: float) -> Gap:
    """Between two neighbours of the start of the window, the moments that have a value, and the end of the window."""
    moments: Sequence[float] = [start, *(at for at, _ in points), max(start, end)]
    gaps = [Gap(one, other) for one, other in pairwise(moments)]
    return max(gaps, key=lambda gap: gap.seconds)


def _format(gap: Gap, start: float, end: float) -> str:
    """When it was, in seconds since the start of the window."""
    after = f"{gap.start - start:.1f} s"
    until = "the end" if gap.end >= end else f"{gap.end - start:.1f} s"
    return f"{duration(gap.seconds * 1000)}, from {after} to {until} of the window"
