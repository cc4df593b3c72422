"""`same_panels`: the panels of two dashboards show the same numbers."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pydantic import Field

from lab.dashboards.checking import is_known_when_planned, planned_queries
from lab.dashboards.dashboard import dashboards_in
from lab.dashboards.panel_queries import PanelQuery, Selection
from lab.dashboards.panels import panel_names
from lab.errors import Problems
from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import format_value
from lab.expectations.label_sets import LabelSet, format_label_set, label_set, only_in
from lab.expectations.plan_context import At, PlanContext
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed, failed_for, passed
from lab.language.counting import count
from lab.language.reasons import MISSING_SERIES, NO_SERIES, WRONG_VALUE
from lab.language.strict_model import Strict
from lab.language.suggestions import did_you_mean
from lab.queries.prometheus import RangeQuery
from lab.queries.query import Query
from lab.queries.series import points_of
from lab.record.observation import Observation
from lab.record.verdict import Judgement

Shown: TypeAlias = dict[LabelSet, float]

# Units of Grafana that are a multiple of another.
_SIZES = {"ns": 1e-9, "\u00b5s": 1e-6, "ms": 1e-3, "m": 60.0, "percent": 0.01, "kbytes": 1024.0, "mbytes": 1024.0**2}


class Bounds(Strict):
    """Upper bounds of the buckets from which quantiles are estimated, in seconds, without +Inf."""

    original: tuple[float, ...] = Field(min_length=1, description="those of the first dashboard's histogram")
    translation: tuple[float, ...] = Field(min_length=1, description="those of the second dashboard's histogram")


@register
class SamePanelsExpectation(Expectation):
    """The panels of two dashboards show the same numbers: those of an original, and those of its translation for
    another instrumentation.

    Panels are paired by title, their queries by `refId`, and series by equal labels. All are evaluated at one moment. A
    panel in milliseconds and one in seconds are compared by what they show, not by their numbers.
    """

    kind = "same_panels"
    group = "dashboards"
    reasons = (NO_SERIES, MISSING_SERIES, WRONG_VALUE)

    same_panels: str = Field(description="dashboard file of the scenario: the original")
    as_: str = Field(alias="as", description="dashboard file of the scenario: its translation")
    with_: Mapping[str, str] = Field(
        default_factory=dict, alias="with", description="variable -> value in the original. Default: none"
    )
    as_with: Mapping[str, str] = Field(
        default_factory=dict, description="variable -> value in the translation. Default: none"
    )
    labels: Mapping[str, str] = Field(
        default_factory=dict, description="label of the translation -> label of the original. Default: the same"
    )
    titles: tuple[str, ...] = Field((), description="titles of the panels to compare. Default: all of the original")
    tolerance: float = Field(
        0.0,
        ge=0,
        lt=1,
        description="how far values may differ, as a share of the larger one, for example 0.02. Default: 0",
    )
    buckets: Bounds | None = Field(
        None,
        description="for quantiles: the bounds of both histograms. A quantile is only known to lie in a bucket, so a "
        "pair agrees when the bucket of one overlaps the bucket of the other. Default: values are compared",
    )

    def plan(self, at: At, within: float, ctx: PlanContext) -> SamePanelsCheck | None:
        original = self._queries("same_panels", self.same_panels, "with", self.with_, at, ctx)
        translation = self._queries("as", self.as_, "as_with", self.as_with, at, ctx)
        if original is None or translation is None:
            return None
        by_name = {(query.panel, query.ref): query for query in translation}
        missing = [query for query in original if (query.panel, query.ref) not in by_name]
        for query in missing:
            ctx.wrong(at("as"), f"{self.as_} has no query {query.ref} in a panel {query.panel!r}")
        pairs = tuple((query, by_name[query.panel, query.ref]) for query in original if query not in missing)
        return SamePanelsCheck(self.as_, pairs, dict(self.labels), self.tolerance, self.buckets)

    def _queries(
        self, key: str, file: str, with_key: str, given: Mapping[str, str], at: At, ctx: PlanContext
    ) -> tuple[PanelQuery, ...] | None:
        """Those of the panels to compare; None when they cannot be known."""
        text = ctx.texts.text(file, at(key))
        if text is None:
            return None
        names = panel_names(text, ctx.texts.display_path(file))
        for index, title in enumerate(self.titles):
            if names and title not in names:
                ctx.wrong(at("titles", index), f"{file} has no panel {title!r}{did_you_mean(title, names)}")
                return None
        try:
            dashboards = dashboards_in(text, ctx.texts.display_path(file), given)
        except Problems as error:
            ctx.problems.extend(error.problems)
            return None
        selection = Selection(self.titles, ())
        queries: list[PanelQuery] = []
        for dashboard in dashboards:
            found, _, problems = planned_queries(dashboard, given, ctx.built_in, selection, features=ctx.features)
            queries += [query for query in found if query.source == "prometheus"]
            for problem in problems:
                ctx.wrong(at(with_key), problem)
            if not is_known_when_planned(dashboard, given, selection):
                ctx.wrong(at(with_key), f"{file} has variables whose values are asked for; give them in {with_key!r}")
        return tuple(queries)


@dataclass(frozen=True, slots=True)
class SamePanelsCheck(Check):
    """`pairs`: the query of the original, and that of the translation."""

    translation: str
    pairs: tuple[tuple[PanelQuery, PanelQuery], ...]
    labels: Mapping[str, str]
    tolerance: float
    buckets: Bounds | None

    def expected(self, ctx: EvalContext) -> str:
        number = count(len({first.panel for first, _ in self.pairs}), "panel")
        if self.buckets:
            return f"{number} of {self.translation} in the buckets of the original"
        within = f", within {self.tolerance * 100:g}% of the larger value" if self.tolerance else ""
        return f"{number} of {self.translation} with the numbers of the original{within}"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        # The same time for all: instant queries would be evaluated milliseconds apart, with different rates.
        return tuple(
            RangeQuery(query=query.query, start=ctx.now, end=ctx.now, step=1.0) for pair in self.pairs for query in pair
        )

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        mismatches: list[Mismatch] = []
        pairs: list[str] = []
        for index, (first, second) in enumerate(self.pairs):
            one = _values_by_labels(observations[2 * index], first, {})
            other = _values_by_labels(observations[2 * index + 1], second, self.labels)
            if not one or not other:
                which = " and ".join(name for name, side in (("original", one), ("translation", other)) if not side)
                mismatches.append(Mismatch(NO_SERIES, f"{first.panel} ({first.ref}): no series in the {which}"))
                continue
            for which, side, counterpart in (("original", one, other), ("translation", other, one)):
                mismatches += only_in(f"the {which}", side, counterpart, f"{first.panel} ({first.ref}): ")
            for labels in sorted(one.keys() & other.keys()):
                text = f"{first.panel} ({first.ref}), {format_label_set(labels)}: {format_value(one[labels])} and "
                pairs.append(text + format_value(other[labels]))
                if not self._agree(one[labels], other[labels]):
                    mismatches.append(Mismatch(WRONG_VALUE, pairs[-1]))
        if mismatches:
            wrong = sum(mismatch.reason == WRONG_VALUE for mismatch in mismatches)
            return failed_for(expected, mismatches, difference=f"{wrong} of {len(pairs)} pairs differ" if wrong else "")
        if not pairs:
            return failed(NO_SERIES, expected, "no series to compare")
        return passed(expected, f"{count(len(pairs), 'pair')}, for example {min(pairs)}")

    def _agree(self, one: float, other: float) -> bool:
        """NaN never agrees: it is 0/0 in an empty lab."""
        if math.isnan(one) or math.isnan(other):
            return False
        if self.buckets is None:
            return one == other or abs(one - other) <= self.tolerance * max(abs(one), abs(other)) + 1e-12
        low, high = _bucket(one, self.buckets.original)
        other_low, other_high = _bucket(other, self.buckets.translation)
        return low < other_high and other_low < high


def _bucket(value: float, bounds: tuple[float, ...]) -> tuple[float, float]:
    """The bounds between which a value lies."""
    edges = (-math.inf, *sorted(bounds), math.inf)
    index = bisect_left(edges, value - 1e-12)
    return edges[max(index - 1, 0)], edges[min(index, len(edges) - 1)]


def _values_by_labels(observation: Observation, query: PanelQuery, renamed: Mapping[str, str]) -> Shown:
    """What a panel shows at the moment, in the base unit of its unit."""
    size = _SIZES.get(query.unit, 1.0)
    shown: Shown = {}
    for labels, points in points_of(observation.answer):
        own = {renamed.get(key, key): value for key, value in labels.items() if key != "__name__"}
        if points:
            shown[label_set(own)] = points[-1][1] * size
    return shown
