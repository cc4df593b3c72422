"""`agree`: two queries return the same series with the same values."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

from pydantic import Field, model_validator

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import format_value
from lab.expectations.label_sets import LabelSet, format_label_set, label_set, only_in
from lab.expectations.plan_context import At, PlanContext, parses
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed, failed_for, passed
from lab.language.counting import count
from lab.language.reasons import MISSING_SERIES, NO_SERIES, WRONG_LABELS, WRONG_VALUE
from lab.queries.prometheus import RangeQuery
from lab.queries.query import Query
from lab.queries.series import points_of
from lab.record.observation import Observation
from lab.record.verdict import Judgement

Side: TypeAlias = dict[LabelSet, list[float]]


@register
class AgreementExpectation(Expectation, Check):
    """Two PromQL queries return the same series with the same values.

    Series are paired by equal labels, apart from the metric name. Every series of one query must have exactly one
    partner in the other.
    """

    kind = "agree"
    group = "values"
    reasons = (NO_SERIES, MISSING_SERIES, WRONG_LABELS, WRONG_VALUE)

    agree: str = Field(description="first PromQL query")
    with_: str = Field(alias="with", description="second PromQL query")
    tolerance: float = Field(
        0.0,
        ge=0,
        lt=1,
        description="how far the values of a pair may differ, as a share of the larger one, for example 0.02. "
        "Default: 0",
    )
    ignoring: tuple[str, ...] = Field((), description="labels that are left out when series are paired. Default: none")

    @model_validator(mode="after")
    def _two_queries(self) -> AgreementExpectation:
        if self.agree.split() == self.with_.split():
            raise ValueError("'agree' and 'with' are the same query, which always agrees with itself")
        return self

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        parses(self.agree, at("agree"), ctx)
        parses(self.with_, at("with"), ctx)
        return self

    def expected(self, ctx: EvalContext) -> str:
        within = f", within {self.tolerance * 100:g}% of the larger value" if self.tolerance else ""
        return f"series by series the same as {self.with_}{within}"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        # The same time for both: instant queries would be evaluated milliseconds apart, with different rates.
        return tuple(
            RangeQuery(query=query, start=ctx.now, end=ctx.now, step=1.0) for query in (self.agree, self.with_)
        )

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        first, second = (self._by_labels(observation.answer) for observation in observations)
        if not first or not second:
            empty = [query for query, side in ((self.agree, first), (self.with_, second)) if not side]
            hint = f"does anything send it? no series from {' and '.join(empty)}"
            return failed(NO_SERIES, expected, _which_is_empty(first, second), hint=hint)
        mismatches = [*_ambiguous(first, "first"), *_ambiguous(second, "second")]
        mismatches += only_in("the first", first, second) + only_in("the second", second, first)
        distances = {labels: _distance(first[labels][0], second[labels][0]) for labels in first if labels in second}
        pairs = {labels: _format_pair(labels, first, second, distance) for labels, distance in distances.items()}
        wrong = [labels for labels, distance in distances.items() if not distance <= self.tolerance]
        mismatches += [Mismatch(WRONG_VALUE, pairs[labels]) for labels in wrong]
        if mismatches:
            difference = f"{len(wrong)} of {len(pairs)} pairs differ" if wrong else ""
            return failed_for(expected, mismatches, difference=difference, hint=_label_hint(first, second))
        furthest = max(distances, key=lambda labels: distances[labels])
        number = count(len(pairs), "pair")
        which = "the furthest apart" if distances[furthest] else "as"
        return passed(expected, f"{number}, {which} {pairs[furthest]}")

    def _by_labels(self, answer: Any) -> Side:
        """The values by label set: more than one where the pairing is ambiguous."""
        side: Side = {}
        for labels, points in points_of(answer):
            side.setdefault(label_set(labels, ("__name__", *self.ignoring)), []).extend(value for _, value in points)
        return side


def _ambiguous(side: Side, which: str) -> list[Mismatch]:
    return [
        Mismatch(
            WRONG_LABELS, f"{len(values)} series of the {which} are {format_label_set(labels)}, which one is meant?"
        )
        for labels, values in side.items()
        if len(values) > 1
    ]


def _distance(one: float, other: float) -> float:
    """The difference as a share of the larger value. NaN never agrees: it is 0/0 in an empty lab."""
    if math.isnan(one) or math.isnan(other):
        return math.inf
    if one == other:
        return 0.0
    larger = max(abs(one), abs(other))
    return math.inf if math.isinf(larger) else abs(one - other) / larger


def _format_pair(labels: LabelSet, first: Side, second: Side, distance: float) -> str:
    values = f"{format_label_set(labels)}: {format_value(first[labels][0])} and {format_value(second[labels][0])}"
    return values if not distance or math.isinf(distance) else f"{values}, {distance * 100:.3g}% apart"


def _which_is_empty(first: Side, second: Side) -> str:
    if not first and not second:
        return "no series from either query"
    return f"no series from the {'second' if first else 'first'} query, {len(first or second)} from the other"


def _label_hint(first: Side, second: Side) -> str:
    one, other = ({name for labels in side for name, _ in labels} for side in (first, second))
    if not one ^ other:
        return ""
    parts = [
        f"only the {which} has the labels {', '.join(sorted(names))}"
        for which, names in (("first", one - other), ("second", other - one))
        if names
    ]
    return f"{' and '.join(parts)}; sum without them, or name them in 'ignoring'"
