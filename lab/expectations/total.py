"""`total`: the raw samples of a counter add up to what the loads sent, also across restarts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pydantic import Field, model_validator

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of, format_value
from lab.expectations.load_counts import counts_by, unusable_load
from lab.expectations.plan_context import At, PlanContext, latest_load, parses
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed, failed_for, passed
from lab.language.conditions import Condition, parse_condition
from lab.language.counting import count
from lab.language.quantities import Seconds, format_duration
from lab.language.reasons import CONTROL_MISSING, LOAD_OFF, NO_SERIES, WRONG_VALUE, Reason, declare
from lab.language.suggestions import did_you_mean
from lab.queries.counter_totals import Samples, resets_of, total_of, until
from lab.queries.prometheus import InstantQuery
from lab.queries.query import Query
from lab.queries.series import Labels, Points, points_of
from lab.record.observation import Observation
from lab.record.verdict import Judgement

LOST = declare("lost", "Fewer requests are counted than the loads sent, and more are missing than is explained.")
DOUBLED = declare("doubled", "More requests are counted than the loads sent, and more than is explained.")

Key: TypeAlias = tuple[str, ...]  # values of the load's labels
Series: TypeAlias = Sequence[tuple[Labels, Points]]
_NONE = parse_condition("== 0")


@register
class TotalExpectation(Expectation, Check):
    """The raw samples of a counter add up to what the loads sent: no request is lost and none is counted twice.

    Unlike `increase()`, nothing is extrapolated. Every sample since the start of the lab counts: the first sample of a
    cumulative counter from 0, and a sample below the one before it from 0 again, as after a restart. Deltas are added
    up. The sum is compared with all loads so far to the service of the latest load. A loss that is explained is given
    as a number. Without `load_labels`, what one label set lost and another one counted twice cancel each other out.
    """

    kind = "total"
    group = "values"
    reasons = (LOST, DOUBLED, WRONG_VALUE, NO_SERIES, CONTROL_MISSING, LOAD_OFF)

    total: str = Field(description='selector of the counter, for example http_requests_total{job="api"}')
    samples: Samples = Field(
        "cumulative", description="'delta' when every stored sample is an increment. Default: cumulative"
    )
    load_labels: Mapping[Literal["method", "route", "status"], str] = Field(
        default_factory=dict,
        description="method, route or status -> label of the series that holds it; counts are compared by these. "
        "Default: none, all series together are compared with all requests",
    )
    lost: Condition = Field(
        _NONE, description="number of requests that are missing, besides those of lost_loads. Default: == 0"
    )
    doubled: Condition = Field(_NONE, description="number of requests that are counted in excess. Default: == 0")
    lost_loads: tuple[str, ...] = Field(
        (), description="names of loads none of whose requests is counted: a loss that is explained. Default: none"
    )
    settled: Seconds = Field(
        2.0,
        description="how long the total must have stayed the same: longer than the interval between two samples, or "
        "a later one could still change it. Default: 2s",
    )

    @model_validator(mode="after")
    def _numbers(self) -> TotalExpectation:
        if self.lost.about_load or self.doubled.about_load:
            raise ValueError("'lost' and 'doubled' are numbers of requests; write for example '== 12'")
        return self

    def window(self) -> float:
        return self.settled

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check | None:
        parses(f"count_over_time({self.total}[1s])", at("total"), ctx)
        for index, name in enumerate(self.lost_loads):
            if name not in ctx.load_names:
                hint = did_you_mean(name, ctx.load_names)
                ctx.wrong(at("lost_loads", index), f"no load in this or an earlier step is called {name!r}{hint}")
        return None if latest_load(at(), ctx, "'total'") is None else self

    def expected(self, ctx: EvalContext) -> str:
        by = f" by {' and '.join(self.load_labels)}" if self.load_labels else ""
        explained = f" besides all of {' and '.join(self.lost_loads)}" if self.lost_loads else ""
        return f"the total of the loads{by}, lost {self.lost.text}{explained}, doubled {self.doubled.text}"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        return (InstantQuery(query=f"{self.total}[{math.ceil(ctx.now - ctx.lab_started) + 1}s]"),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        if unusable := unusable_load(expected, ctx.load):
            return unusable
        assert ctx.load is not None
        series = points_of(observations[0].answer)
        if not series:
            return failed(
                NO_SERIES, expected, "no series", hint=f"does anything send it? the selector was {self.total}"
            )
        labels = tuple(self.load_labels)
        explained = [counts_by(ctx.loads[name], labels) for name in self.lost_loads if name in ctx.loads]
        tally = Tally(counts_by(ctx.load, labels), _sum(explained), self._sums(series))
        actual = f"{tally}{self._resets(series)}"
        if mismatches := [
            *_mismatch(self.lost, tally.lost, LOST, actual),
            *_mismatch(self.doubled, tally.doubled, DOUBLED, actual),
        ]:
            return failed_for(expected, mismatches[:1], hint=self._hint(series))
        earlier = self._sums([(labels, until(points, ctx.now - self.settled)) for labels, points in series])
        changed = tally.total - sum(earlier.values())
        if changed or ctx.now - max(ctx.load.ended, ctx.step_started) < self.settled:
            recent = f"{format_value(changed)} of them in the last {format_duration(self.settled)}"
            return failed(CONTROL_MISSING, expected, f"not settled yet: {actual}, {recent}")
        return passed(expected, actual)

    def _sums(self, series: Series) -> dict[Key, float]:
        """The totals by the values of the load's labels."""
        sums: dict[Key, float] = {}
        for labels, points in series:
            key = tuple(labels.get(label, "") for label in self.load_labels.values())
            sums[key] = sums.get(key, 0.0) + total_of(points, self.samples)
        return sums

    def _resets(self, series: Series) -> str:
        if self.samples == "delta":
            return ""
        number = sum(resets_of(points) for _, points in series)
        return f", {count(number, 'reset')} in {len(series)} series" if number else ""

    def _hint(self, series: Series) -> str:
        present = sorted({label for labels, _ in series for label in labels if label != "__name__"})
        lacking = [label for label in self.load_labels.values() if label not in present]
        if not lacking:
            return ""
        return f"the series have no label {', '.join(lacking)}; they have: {', '.join(present) or 'none'}"


@dataclass(frozen=True, slots=True)
class Tally:
    """What was sent, what of it is known to be lost, and what was counted, by the same labels."""

    sent: Mapping[Key, int]
    explained: Mapping[Key, int]
    counted: Mapping[Key, float]

    @property
    def total(self) -> float:
        return sum(self.counted.values())

    @property
    def lost(self) -> float:
        return sum(max(0.0, -difference) for difference in self._differences().values())

    @property
    def doubled(self) -> float:
        return sum(max(0.0, difference) for difference in self._differences().values())

    def _differences(self) -> dict[Key, float]:
        """Counted less expected, of every label set."""
        keys = dict.fromkeys((*self.sent, *self.counted))
        return {key: self.counted.get(key, 0.0) - self._expected(key) for key in keys}

    def _expected(self, key: Key) -> int:
        return self.sent.get(key, 0) - self.explained.get(key, 0)

    def __str__(self) -> str:
        numbers = f"{format_value(self.lost)} lost and {format_value(self.doubled)} doubled"
        known = f" besides {sum(self.explained.values())} that are explained" if self.explained else ""
        text = f"{sum(self.sent.values())} sent, {format_value(self.total)} counted, {numbers}{known}"
        parts = [
            f"{_format(key)}: {format_value(self.counted.get(key, 0.0))} of {self._expected(key)}"
            for key, difference in self._differences().items()
            if difference and key
        ]
        return f"{text} ({first_of(parts)})" if parts else text


def _format(key: Key) -> str:
    return " ".join(value or '""' for value in key)


def _sum(counts: Sequence[Mapping[Key, int]]) -> dict[Key, int]:
    sums: dict[Key, int] = {}
    for entry in counts:
        for key, number in entry.items():
            sums[key] = sums.get(key, 0) + number
    return sums


def _mismatch(condition: Condition, number: float, reason: Reason, actual: str) -> list[Mismatch]:
    """A larger number than in the condition has the reason; a smaller one is a difference that was not there."""
    if condition.holds(number):
        return []
    target = condition.target(None)
    above = target is None or number > target
    difference = f"{format_value(number)} {reason}, expected {condition.text}"
    return [Mismatch(reason if above else WRONG_VALUE, actual, difference=difference)]
