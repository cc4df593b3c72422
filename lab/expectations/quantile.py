"""`quantile`: a quantile of a histogram is as near to the truth as its buckets allow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of, format_labels, format_value
from lab.expectations.load_counts import unusable_load
from lab.expectations.plan_context import At, PlanContext, latest_load, parses
from lab.expectations.registry import register
from lab.expectations.results import failed, passed, undecided
from lab.language.conditions import Condition
from lab.language.counting import count
from lab.language.reasons import LOAD_OFF, NO_SERIES, UNEXPECTED_SERIES, WRONG_VALUE, declare
from lab.language.requested_duration import DURATION_PARAMETER, requested_duration
from lab.language.suggestions import did_you_mean
from lab.queries.histograms import Bucket, Histogram, factor, histograms_of
from lab.queries.prometheus import RangeQuery
from lab.queries.query import Query
from lab.queries.series import Labels, points_of
from lab.record.event import LoadTruth
from lab.record.observation import Observation
from lab.record.verdict import Judgement

WRONG_BUCKETS = declare("wrong_buckets", "The histogram has another schema, or coarser buckets, than expected.")

_PER_SECOND = {"s": 1.0, "ms": 1e3}
_ROUNDING = 1e-9  # share by which computed bounds and estimates may differ


@dataclass(frozen=True, slots=True)
class Truth:
    """Seconds between which a true duration lies: what the request asked for, and what the response took for the load
    generator."""

    requested: float
    answered: float

    def error(self, estimate: float) -> float:
        """How far an estimate is off, as a share of the nearer end; 0 between them."""
        nearest = min(max(estimate, self.requested), self.answered)
        return abs(estimate - nearest) / nearest

    def may_be_in(self, bucket: Bucket) -> bool:
        return self.requested <= bucket.upper * (1 + _ROUNDING) and self.answered > bucket.lower * (1 - _ROUNDING)

    def largest_error(self, bucket: Bucket) -> float:
        """The relative error of an estimate anywhere in the bucket."""
        return max(self.error(bucket.upper), self.error(max(bucket.lower, 0.0)))


@register
class QuantileExpectation(Expectation):
    """A quantile of a histogram differs from the truth by no more than its buckets allow.

    The truth is the load's: its requests to `route` say with the query parameter `seconds` how long the application
    takes (`query: {seconds: ["0.1", "0.4"]}`), and the load generator measures how long the responses took. The
    duration that the application measured lies between the two, so the estimate must lie in the same bucket as a value
    between them. An exponential histogram is off by a factor of at most 2^(2^-schema), any other by the width of the
    bucket. The histogram must hold exactly the requests of the load.
    """

    kind = "quantile"
    group = "values"
    reasons = (NO_SERIES, UNEXPECTED_SERIES, WRONG_VALUE, WRONG_BUCKETS, LOAD_OFF)

    quantile: float = Field(gt=0, lt=1, description="the quantile, for example 0.95")
    of: str = Field(
        description="PromQL query that returns one histogram, a native one or the `_bucket` series of a classic one, "
        'without rate: `http_request_duration_seconds{path="/api/slow"}` or `sum by (le) (..._bucket)`'
    )
    route: str = Field(description="route of the load's requests that the histogram counts")
    unit: Literal["s", "ms"] = Field("s", description="unit of the histogram: s or ms. Default: s")
    schema_: int | None = Field(
        None,
        alias="schema",
        ge=-4,
        le=8,
        description="schema that the native histogram must have; each bucket is then 2^(2^-schema) times as high as "
        "the one below. Default: any buckets",
    )
    error_bound: Condition | None = Field(
        None,
        description="condition on the relative error that the buckets allow, for example '<= 0.1'. Default: any",
    )

    def plan(self, at: At, within: float, ctx: PlanContext) -> QuantileCheck | None:
        parses(self.of, at("of"), ctx)
        load = latest_load(at("quantile"), ctx, "'quantile'")
        if load is None:
            return None
        routes = [request.route for request in load.requests]
        if self.route not in routes:
            ctx.wrong(at("route"), f"the load sends nothing to {self.route!r}{did_you_mean(self.route, routes)}")
            return None
        requests = [load.requests[index] for index in load.order]
        cycle = tuple(requested_duration(r.query) if r.route == self.route else None for r in requests)
        if any(duration is not None and not 0 < duration < math.inf for duration in cycle):
            message = (
                f"requests to {self.route!r} do not say how long they take: give them the query parameter "
                f"'{DURATION_PARAMETER}', for example query: {{{DURATION_PARAMETER}: \"0.2\"}}"
            )
            ctx.wrong(at("route"), message)
            return None
        return QuantileCheck(self, cycle)


@dataclass(frozen=True, slots=True)
class QuantileCheck(Check):
    """`cycle`: the requested seconds of the load's requests in their order, None for those to other routes."""

    model: QuantileExpectation
    cycle: tuple[float | None, ...]

    def expected(self, ctx: EvalContext) -> str:
        model = self.model
        parts = [f"quantile {model.quantile:g} of {model.route} off by no more than the buckets allow"]
        if model.schema_ is not None:
            parts.append(f"schema {model.schema_}")
        if model.error_bound:
            parts.append(f"error bound {model.error_bound.text}")
        return ", ".join(parts)

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        # The same time for both, so that the estimate is that of this histogram.
        of = self.model.of
        return tuple(
            RangeQuery(query=query, start=ctx.now, end=ctx.now, step=1.0)
            for query in (of, f"histogram_quantile({self.model.quantile}, {of})")
        )

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        if unusable := self._unusable(expected, ctx.load):
            return unusable
        assert ctx.load is not None
        histograms = histograms_of(observations[0].answer)
        if len(histograms) != 1:
            return self._not_one(expected, [labels for labels, _ in histograms])
        histogram = histograms[0][1]
        durations = sorted(d for n in range(ctx.load.sent) if (d := self.cycle[n % len(self.cycle)]) is not None)
        if histogram.count != len(durations):
            number = f"{count(round(histogram.count), 'observation')}, the load sent {len(durations)}"
            more = histogram.count > len(durations)
            return failed(
                WRONG_VALUE, expected, number, hint="the histogram must hold the load's requests alone", final=more
            )
        if wrong := self._wrong_schema(expected, histogram):
            return wrong
        estimates = [value for _, points in points_of(observations[1].answer) for _, value in points]
        if len(estimates) != 1 or math.isnan(estimates[0]):
            return failed(NO_SERIES, expected, "histogram_quantile returns nothing")
        estimate = estimates[0] / _PER_SECOND[self.model.unit]
        buckets = tuple(_in_seconds(bucket, self.model.unit) for bucket in histogram.buckets)
        return self._judge(expected, estimate, buckets, self._truths(durations, ctx.load))

    def _unusable(self, expected: str, load: LoadTruth | None) -> Judgement | None:
        if judgement := unusable_load(expected, load):
            return judgement
        assert load is not None
        others = sum(c.count for c in load.counts if c.route == self.model.route and not c.status.startswith("2"))
        if others:
            actual = f"{count(others, 'response')} of {self.model.route} failed, so their durations are not known"
            return undecided(LOAD_OFF, expected, actual, final=True)
        if not any(times.route == self.model.route for times in load.response_times):
            actual = (
                f"the load generator has no response times of {self.model.route}; it has them for one load to a "
                "service, not for several"
            )
            return undecided(LOAD_OFF, expected, actual, final=True)
        return None

    def _not_one(self, expected: str, labels: Sequence[Labels]) -> Judgement:
        if not labels:
            hint = (
                "a classic histogram has _bucket series; a native one has the name without a suffix, also one that was "
                f"converted from a classic one; asked for {self.model.of}"
            )
            return failed(NO_SERIES, expected, "no histogram", hint=hint)
        which = first_of([format_labels(one) for one in labels], 3)
        hint = "sum them, or select one"
        return failed(UNEXPECTED_SERIES, expected, f"{len(labels)} histograms: {which}", hint=hint)

    def _wrong_schema(self, expected: str, histogram: Histogram) -> Judgement | None:
        wanted = self.model.schema_
        if wanted is None:
            return None
        if histogram.classic:
            return failed(WRONG_BUCKETS, expected, "a classic histogram")
        schema = histogram.schema()
        if schema == wanted:
            return None
        actual = "no exponential buckets" if schema is None else f"schema {schema}, a factor of {factor(schema):.4g}"
        return failed(WRONG_BUCKETS, expected, actual)

    def _truths(self, durations: Sequence[float], load: LoadTruth) -> tuple[Truth, ...]:
        """Two where the quantile lies exactly between two requests: either is one."""
        number = len(durations)
        rank = self.model.quantile * number
        last = math.ceil(rank - _ROUNDING) - 1
        indexes = {last, min(last + 1, number - 1)} if abs(rank - round(rank)) < _ROUNDING else {last}
        measured = [times.percentiles for times in load.response_times if times.route == self.model.route]
        truths = []
        for index in sorted(indexes):
            # Response times are known at whole percentiles: the next higher one.
            percentile = math.ceil(100 * index / (number - 1) - _ROUNDING) if number > 1 else 100
            answered = max(percentiles[percentile] for percentiles in measured)
            truths.append(Truth(durations[index], max(answered, durations[index])))
        return tuple(truths)

    def _judge(self, expected: str, estimate: float, buckets: Sequence[Bucket], truths: Sequence[Truth]) -> Judgement:
        near = [b for b in buckets if _widened(b).holds(estimate) and math.isfinite(b.upper)]
        matches = [(truth, bucket) for truth in truths for bucket in near if truth.may_be_in(bucket)]
        if not matches:
            truth = min(truths, key=lambda one: one.error(estimate))
            return self._out_of_bounds(expected, estimate, truth, buckets)
        truth, bucket = min(matches, key=lambda match: match[0].error(estimate))
        bound = self._bound(truth, bucket)
        scheme = f"schema {self.model.schema_}, " if self.model.schema_ is not None else ""
        actual = (
            f"{_format(estimate, truth)}, {_percent(bound)} allowed "
            f"({scheme}bucket {format_value(bucket.lower)} to {format_value(bucket.upper)} s)"
        )
        if self.model.error_bound and not self.model.error_bound.holds(bound):
            return failed(WRONG_BUCKETS, expected, actual, difference=f"the error bound is {bound:.4g}")
        return passed(expected, actual)

    def _out_of_bounds(self, expected: str, estimate: float, truth: Truth, buckets: Sequence[Bucket]) -> Judgement:
        actual, difference = _format(estimate, truth), f"off by {_percent(truth.error(estimate))}"
        holding = next((bucket for bucket in buckets if truth.may_be_in(bucket)), None)
        if holding is not None and math.isinf(holding.upper):
            hint = "durations above the last bound are not told apart: the histogram needs higher buckets"
            return failed(WRONG_VALUE, expected, actual, difference=difference, hint=hint)
        if holding is not None:
            actual += f", {_percent(self._bound(truth, holding))} allowed"
        return failed(WRONG_VALUE, expected, actual, difference=difference)

    def _bound(self, truth: Truth, bucket: Bucket) -> float:
        if self.model.schema_ is not None:
            return factor(self.model.schema_) - 1
        return truth.largest_error(bucket)


def _in_seconds(bucket: Bucket, unit: str) -> Bucket:
    return Bucket(bucket.lower / _PER_SECOND[unit], bucket.upper / _PER_SECOND[unit], bucket.count)


def _widened(bucket: Bucket) -> Bucket:
    return Bucket(bucket.lower * (1 - _ROUNDING), bucket.upper * (1 + _ROUNDING), bucket.count)


def _format(estimate: float, truth: Truth) -> str:
    return (
        f"{estimate:.4g} s, requested {truth.requested:g} s and answered within {truth.answered:.4g} s: "
        f"relative error {_percent(truth.error(estimate))}"
    )


def _percent(share: float) -> str:
    return f"{share * 100:.3g}%"
