"""Conditions on the values of series: of every one, of any one, their number, or the counts of the load.

Shared by the kinds whose query returns values: `series`, `meaning` and `logql`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field, model_validator

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of, format_labels, format_value
from lab.expectations.load_counts import counts_by, load_of, unusable_load
from lab.expectations.plan_context import At, PlanContext
from lab.expectations.results import failed, passed
from lab.language.conditions import Condition, format_condition
from lab.language.quantities import Seconds, format_duration
from lab.language.reasons import (
    CONTROL_MISSING,
    LOAD_OFF,
    MISSING_SERIES,
    NO_SERIES,
    UNEXPECTED_SERIES,
    WRONG_VALUE,
)
from lab.queries.loki import LogRange, LogValue
from lab.queries.prometheus import InstantQuery, RangeQuery
from lab.queries.query import Query
from lab.queries.series import Sample, points_of, series_of
from lab.record.event import LoadTruth
from lab.record.observation import Observation
from lab.record.verdict import Judgement, Status

STEP_S = 0.5  # between two moments of a window

VALUE_REASONS = (NO_SERIES, MISSING_SERIES, UNEXPECTED_SERIES, WRONG_VALUE, LOAD_OFF, CONTROL_MISSING)


class Quantified(Expectation):
    """Which of the series must meet the condition. Without a quantifier, there must be at least one series."""

    every: Condition | None = Field(
        None,
        description="condition that the value of every series must meet; there must be at least one. Default: any",
    )
    any: Condition | None = Field(
        None, description="condition that the value of at least one series must meet. Default: any"
    )
    exactly: int | None = Field(None, ge=0, le=1_000_000, description="number of series. Default: at least one")
    for_: Seconds | None = Field(
        None,
        alias="for",
        description="length of a window in which this must be true throughout, checked every 0.5 s, for example 5s. "
        "Default: it must be true once",
    )

    def window(self) -> float:
        return self.for_ or 0.0

    @model_validator(mode="after")
    def _one_condition(self) -> Quantified:
        if self.every and self.any:
            raise ValueError("give either 'every' or 'any', not both")
        if self.exactly == 0:
            raise ValueError("an empty lab has no series either; use 'absent' with a control ('while')")
        if self.any and self.any.about_load:
            raise ValueError("'equals the load' is about every series; use 'every'")
        return self

    def value_check(
        self,
        query: str,
        load_labels: Mapping[str, str],
        at: At,
        ctx: PlanContext,
        *,
        meaning: str | None = None,
        language: Literal["promql", "logql"] = "promql",
    ) -> ValueCheck:
        return ValueCheck(
            query=query,
            every=self.every,
            any=self.any,
            exactly=self.exactly,
            for_=self.for_ or 0.0,
            load=load_of(self.every or self.any, None, at, "every" if self.every else "any", ctx),
            load_labels=load_labels,
            meaning=meaning,
            language=language,
        )


@dataclass(frozen=True, slots=True)
class ValueCheck(Check):
    """A query whose series must meet a condition. `load_labels`: label of the result -> label of the load's counts."""

    query: str
    every: Condition | None
    any: Condition | None
    exactly: int | None
    load: str | None = None
    load_labels: Mapping[str, str] = field(default_factory=dict)
    for_: float = 0.0  # seconds for which it must hold continuously
    meaning: str | None = None
    language: Literal["promql", "logql"] = "promql"

    def window(self) -> float:
        return self.for_

    def expected(self, ctx: EvalContext) -> str:
        parts = []
        if self.exactly is not None:
            parts.append(f"exactly {self.exactly} series")
        if self.every:
            parts.append(f"every series {self.every.text}")
        if self.any:
            parts.append(f"any series {self.any.text}")
        always = f", for {format_duration(self.for_)} without a break" if self.for_ else ""
        return (", ".join(parts) or "at least one series") + always

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        start, end = max(ctx.now - self.for_, ctx.step_started), ctx.now
        if not self.for_:
            return (LogValue(query=self.query) if self.language == "logql" else InstantQuery(query=self.query),)
        if self.language == "logql":
            # Loki evaluates at whole multiples of the step, whatever the start.
            first = math.ceil(start / STEP_S) * STEP_S
            last = max(first, math.floor(end / STEP_S) * STEP_S)
            return (LogRange(query=self.query, start=first, end=last, step=STEP_S),)
        return (RangeQuery(query=self.query, start=start, end=end, step=STEP_S),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        if self.for_:
            return self._in_window(expected, observations[0], ctx)
        return self._at_one_moment(expected, series_of(observations[0].answer), ctx)

    def _in_window(self, expected: str, observation: Observation, ctx: EvalContext) -> Judgement:
        """Judges each evaluation of the window; the first that fails decides."""
        query = observation.query
        assert isinstance(query, RangeQuery | LogRange)
        points = points_of(observation.answer)
        count = int((query.end - query.start) / STEP_S + 1e-6) + 1
        judgement = self._at_one_moment(expected, [], ctx)
        for at in (query.start + index * STEP_S for index in range(count)):
            samples = [
                (labels, value) for labels, values in points for time, value in values if abs(time - at) < STEP_S / 2
            ]
            judgement = self._at_one_moment(expected, samples, ctx)
            if judgement.status is not Status.PASSED:
                ago = f"{ctx.now - at:.1f} s before the end of the window: "
                return judgement.model_copy(update={"actual": ago + judgement.actual})
        if ctx.watched < self.for_:
            return failed(CONTROL_MISSING, expected, f"watched for {ctx.watched:.1f} s so far")
        return passed(expected, f"at {count} moments, the last time: {judgement.actual}")

    def _at_one_moment(self, expected: str, series: list[Sample], ctx: EvalContext) -> Judgement:
        if self.exactly is not None and len(series) != self.exactly:
            return self._wrong_count(expected, series, self.exactly)
        if not series and self.exactly is None:
            return failed(NO_SERIES, expected, "no series", hint=f"does anything send it? the query was {self.query}")
        condition = self.every or self.any
        if condition is None:
            return passed(expected, f"{len(series)} series")
        if condition.about_load:
            return self._against_load(condition, series, ctx.load)
        return self._against_condition(expected, condition, series)

    def _wrong_count(self, expected: str, series: list[Sample], wanted: int) -> Judgement:
        fewer = MISSING_SERIES if series else NO_SERIES
        names = first_of([format_labels(labels) for labels, _ in series])
        return failed(
            UNEXPECTED_SERIES if len(series) > wanted else fewer,
            expected,
            f"{len(series)} series" + (f": {names}" if names else ""),
            difference=f"{len(series) - wanted:+d}",
        )

    def _against_condition(self, expected: str, condition: Condition, series: list[Sample]) -> Judgement:
        wrong = [(labels, value) for labels, value in series if not condition.holds(value)]
        if not wrong or (self.any and len(wrong) < len(series)):
            return passed(expected, first_of([_format(sample) for sample in series], 3))
        target = condition.target(None)
        difference = f"by {format_value(wrong[0][1] - target)}" if target is not None else ""
        return failed(WRONG_VALUE, expected, first_of([_format(sample) for sample in wrong]), difference=difference)

    def _against_load(self, condition: Condition, series: list[Sample], load: LoadTruth | None) -> Judgement:
        """Every label set of the load must have its count; any other must be 0."""
        expected = f"what the load counted, for {' and '.join(self.load_labels.values()) or 'all requests'}"
        if unusable := unusable_load(expected, load):
            return unusable
        assert load is not None
        truth = counts_by(load, tuple(self.load_labels.values()))
        sums: dict[tuple[str, ...], float] = {}
        for labels, value in series:
            key = tuple(labels.get(raw, "") for raw in self.load_labels)
            sums[key] = sums.get(key, 0.0) + value
        if any(key not in sums for key in truth):
            return self._label_sets_missing(expected, series, truth, sums)
        wrong = []
        above = False
        for key, value in sums.items():
            wanted = float(truth.get(key, 0))
            if not condition.holds(value, wanted):
                target = condition.target(wanted)
                expected_value = format_value(wanted if target is None else target)
                wrong.append(f"{' '.join(key) or 'total'}: {format_value(value)}, expected {expected_value}")
                above = above or value > wanted
        total = format_value(sum(sums.values()))
        if not wrong:
            return passed(expected, f"{total} in {len(sums)} label sets, each {format_condition(condition, None)}")
        difference = f"{total} in all, the load sent {sum(truth.values())}"
        # A counter above the exact count is final, for it never decreases; a count of log lines may.
        exact = not any(comparison.within or comparison.per for comparison in condition.comparisons)
        final = above and exact and self.language == "promql"
        return failed(WRONG_VALUE, expected, first_of(wrong), difference=difference, final=final)

    def _label_sets_missing(
        self,
        expected: str,
        series: list[Sample],
        truth: dict[tuple[str, ...], int],
        sums: dict[tuple[str, ...], float],
    ) -> Judgement:
        missing = [key for key in truth if key not in sums]
        actual = "no series for " + first_of([f"{' '.join(key)} ({truth[key]} sent)" for key in missing])
        other = [
            f"{' '.join(key)} = {format_value(value)}" for key, value in sums.items() if key not in truth and value
        ]
        if other:
            actual += f"; found, but not sent: {first_of(other)}"
        present = sorted({label for labels, _ in series for label in labels})
        lacking = [label for label in self.load_labels if label not in present]
        hint = (
            f"the result has no label {', '.join(lacking)}; it has: {', '.join(present) or 'none'}" if lacking else ""
        )
        return failed(MISSING_SERIES, expected, actual, difference=f"{len(missing)} label sets missing", hint=hint)


def _format(sample: Sample) -> str:
    labels, value = sample
    return f"{format_labels(labels)} = {format_value(value)}"
