"""`same`: several backends have the same samples."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import Field, model_validator

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of, format_value
from lab.expectations.label_sets import LabelSet, format_label_set, label_set, only_in
from lab.expectations.plan_context import At, PlanContext, parses, service_answers
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed, failed_for, passed
from lab.language.counting import count
from lab.language.promql import is_range
from lab.language.quantities import Seconds, format_duration
from lab.language.reasons import MISSING_SERIES, NO_SERIES, WRONG_LABELS, WRONG_VALUE
from lab.language.times import duration
from lab.queries.answer import reads_answer_of
from lab.queries.prometheus import BACKEND, ROLE, QueryAt, RangeQuery
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

Value: TypeAlias = float | str  # a native histogram is its JSON
Samples: TypeAlias = Mapping[float, Value]  # by timestamp, unix seconds
Held: TypeAlias = dict[LabelSet, list[Samples]]  # more than one where label sets are no longer unique

_MOMENTS = 40  # in the time that a backend may be behind
_MOST_POINTS = 3  # of a series in a message


@register
class SameExpectation(Expectation, Check):
    """A PromQL query returns the same series with the same values from several backends.

    It is evaluated at the same moment in each. A range selector, such as `up[30s]`, compares raw samples: the same
    timestamps and the same values. Native histograms are compared whole.

    With `behind`, one backend may know a value later than another, as a federating one does: two series are the same
    when the value of one is among those that the other had in the last seconds.
    """

    kind = "same"
    group = "values"
    reasons = (NO_SERIES, MISSING_SERIES, WRONG_LABELS, WRONG_VALUE)

    same: str = Field(description="PromQL query or range selector, for example 'http_requests_total{job=\"api\"}'")
    in_: tuple[str, ...] = Field(
        alias="in", min_length=2, description="services that answer PromQL; the others are compared with the first"
    )
    ignoring: tuple[str, ...] = Field(
        (), description="labels that are left out, for example those that only one backend adds. Default: none"
    )
    differ_by: float = Field(
        0.0, ge=0, description="how far two values may be apart, in the unit of the query. Default: 0"
    )

    behind: Seconds | None = Field(
        None,
        description="how far one of them may be behind another, for example 2s; it is known to a fortieth. Not for raw "
        "samples. Default: not at all",
    )

    @model_validator(mode="after")
    def _different_services(self) -> SameExpectation:
        if len(set(self.in_)) < len(self.in_):
            raise ValueError("'in' names a service twice, which always has the same samples as itself")
        if self.behind is not None and is_range(self.same):
            raise ValueError("raw samples have timestamps, which are never behind; leave out 'behind'")
        return self

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        if not is_range(self.same):
            parses(self.same, at("same"), ctx)
        for index, service in enumerate(self.in_):
            service_answers(service, ROLE, at("in", index), ctx)
        return self

    def expected(self, ctx: EvalContext) -> str:
        apart = f", at most {format_value(self.differ_by)} apart" if self.differ_by else ""
        behind = f", at most {format_duration(self.behind)} behind" if self.behind else ""
        return f"the same in {' and '.join(self.in_)}{apart}{behind}"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        if self.behind:
            window = Window.before(ctx.now, self.behind)
            return tuple(
                RangeQuery(query=self.same, start=window.start, end=window.end, step=window.step, ask=service)
                for service in self.in_
            )
        return tuple(QueryAt(query=self.same, time=ctx.now, ask=service) for service in self.in_)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        held = [self._by_labels(observation.answer) for observation in observations]
        if empty := [service for service, one in zip(self.in_, held, strict=True) if not one]:
            others = [f"{service} has {len(one)}" for service, one in zip(self.in_, held, strict=True) if one]
            actual = ", ".join([f"{' and '.join(empty)} {'have' if len(empty) > 1 else 'has'} no series", *others])
            return failed(NO_SERIES, expected, actual, hint=f"does anything send it there? the query was {self.same}")
        mismatches = [
            Mismatch(
                WRONG_LABELS, f"{service} has {len(samples)} series {format_label_set(labels)}, which one is meant?"
            )
            for service, one in zip(self.in_, held, strict=True)
            for labels, samples in one.items()
            if len(samples) > 1
        ]
        furthest = 0.0
        for service, other in zip(self.in_[1:], held[1:], strict=True):
            if self.behind:
                lags = self._lags(held[0], other, Window.before(ctx.now, self.behind))
                mismatches += self._too_far(service, held[0], other, lags)
                furthest = max([furthest, *(lag for lag in lags.values() if lag is not None)])
            else:
                mismatches += self._between(service, held[0], other)
        if mismatches:
            series = {labels for one in held for labels in one}
            difference = f"{count(len(mismatches), 'difference')} in {count(len(series), 'series')}"
            return failed_for(expected, mismatches, difference=difference, hint=_label_hint(self.in_, held))
        points = sum(len(samples[0]) for samples in held[0].values())
        what = f", {count(points, 'sample')}" if is_range(self.same) else ""
        behind = f", at most {duration(furthest * 1000)} behind" if self.behind else ""
        return passed(expected, f"{count(len(held[0]), 'series')}{what} in each{behind}")

    def _by_labels(self, answer: Any) -> Held:
        held: Held = {}
        for labels, samples in _series_of(answer):
            held.setdefault(label_set(labels, self.ignoring), []).append(samples)
        return held

    def _between(self, service: str, first: Held, other: Held) -> list[Mismatch]:
        one = self.in_[0]
        only = [*only_in(one, first, other), *only_in(service, other, first)]
        pairs = [(labels, first[labels][0], other[labels][0]) for labels in first if labels in other]
        differing = ((labels, self._differences(service, a, b)) for labels, a, b in pairs)
        return only + [
            Mismatch(WRONG_VALUE, f"{format_label_set(labels)}: {first_of(texts, _MOST_POINTS)}")
            for labels, texts in differing
            if texts
        ]

    def _lags(self, first: Held, other: Held, window: Window) -> dict[LabelSet, float | None]:
        """How far one backend is behind the other, in seconds, by series; None: further than the window is long."""
        lags: dict[LabelSet, float | None] = {}
        for labels in {**first, **other}:
            one, two = (window.values(side[labels][0] if labels in side else {}) for side in (first, other))
            found = [
                at for at in range(len(one)) if self._both(one[-1], two[-1 - at]) or self._both(two[-1], one[-1 - at])
            ]
            lags[labels] = found[0] * window.step if found else None
        return lags

    def _both(self, one: Value | None, other: Value | None) -> bool:
        return one is other if one is None or other is None else self._equal(one, other)

    def _too_far(self, service: str, first: Held, other: Held, lags: Mapping[LabelSet, float | None]) -> list[Mismatch]:
        one = self.in_[0]
        far = [labels for labels, lag in lags.items() if lag is None]
        missing = [labels for labels in far if labels not in first or labels not in other]
        only = [
            Mismatch(MISSING_SERIES, f"only {one if labels in first else service} has {format_label_set(labels)}")
            for labels in missing
        ]
        return only + [
            Mismatch(
                WRONG_VALUE,
                f"{format_label_set(labels)}: {_last(first[labels][0])} in {one}, "
                f"{_last(other[labels][0])} in {service}",
            )
            for labels in far
            if labels not in missing
        ]

    def _differences(self, service: str, first: Samples, other: Samples) -> list[str]:
        """What differs between two series: for raw samples with the time of each."""
        one, raw = self.in_[0], is_range(self.same)
        texts = []
        for at in sorted({*first, *other}):
            when = f" at {at:.3f}" if raw else ""
            if at not in other or at not in first:
                texts.append(f"only {one if at in first else service} has a sample{when}")
            elif not self._equal(first[at], other[at]):
                texts.append(f"{_text(first[at])} in {one}, {_text(other[at])} in {service}{when}")
        return texts

    def _equal(self, one: Value, other: Value) -> bool:
        if isinstance(one, str) or isinstance(other, str):
            return one == other
        if math.isnan(one) or math.isnan(other):
            return math.isnan(one) and math.isnan(other)
        return one == other or abs(one - other) <= self.differ_by


@dataclass(frozen=True, slots=True)
class Window:
    """The moments at which backends are compared that may be behind: in unix seconds, the last of them is now."""

    end: float
    step: float
    steps: int

    @classmethod
    def before(cls, now: float, behind: float) -> Window:
        step = max(round(behind / _MOMENTS, 3), 0.001)
        return cls(round(now, 3), step, round(behind / step))

    @property
    def start(self) -> float:
        return round(self.end - self.steps * self.step, 3)

    def values(self, samples: Samples) -> list[Value | None]:
        """At each moment, from the first to the last; None where there is no value."""
        by_step = {round((at - self.start) / self.step): value for at, value in samples.items()}
        return [by_step.get(index) for index in range(self.steps + 1)]


@reads_answer_of(BACKEND)
def _series_of(answer: Any) -> list[tuple[Mapping[str, str], Samples]]:
    """Labels and samples of each series, of an instant value or of a range."""
    if answer["resultType"] in ("scalar", "string"):
        at, value = answer["result"]
        return [({}, {float(at): float(value)})]
    return [(dict(series["metric"]), _samples(series)) for series in answer["result"]]


def _samples(series: Mapping[str, Any]) -> Samples:
    floats = [*series.get("values", ()), *([series["value"]] if "value" in series else ())]
    histograms = [*series.get("histograms", ()), *([series["histogram"]] if "histogram" in series else ())]
    samples: dict[float, Value] = {float(at): float(value) for at, value in floats}
    return samples | {float(at): json.dumps(value, sort_keys=True) for at, value in histograms}


def _last(samples: Samples) -> str:
    return _text(samples[max(samples)])


def _text(value: Value) -> str:
    return f"histogram {value[:200]}" if isinstance(value, str) else format_value(value)


def _label_hint(services: tuple[str, ...], held: list[Held]) -> str:
    """Label names that only some of the backends have: usually what to ignore."""
    names = [{name for labels in one for name, _ in labels} for one in held]
    common = set.intersection(*names)
    parts = [
        f"only {service} has the labels {', '.join(sorted(own - common))}"
        for service, own in zip(services, names, strict=True)
        if own - common
    ]
    return f"{' and '.join(parts)}; name them in 'ignoring' if that is meant" if parts else ""
