"""`panels`: every query of every panel of a dashboard returns data."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pydantic import Field

from lab.dashboards.panel_queries import PanelQuery, panel_queries
from lab.dashboards.panels import panel_titles
from lab.expectations.base import Check, Expectation, ReportQuery
from lab.expectations.eval_context import EvalContext
from lab.expectations.formatting import first_of
from lab.expectations.plan_context import At, PlanContext
from lab.expectations.registry import register
from lab.expectations.results import failed, passed, undecided
from lab.language.reasons import NO_DATA, NOT_OBSERVED, QUERY_ERROR
from lab.language.suggestions import did_you_mean
from lab.queries.grafana import GrafanaQuery
from lab.queries.loki import LogLines, LogRange
from lab.queries.prometheus import RangeQuery
from lab.queries.query import Query
from lab.queries.series import points_of
from lab.record.observation import Observation
from lab.record.verdict import Judgement

STEP_S = 1.0
REPORT_STEP_S = 0.5  # for charts in reports
LINES = 100  # of a log panel: enough for an impression

Through: TypeAlias = Literal["data source", "grafana"]


@register
class PanelsExpectation(Expectation):
    """Every query of every panel of a dashboard file returns data since the lab started."""

    kind = "panels"
    group = "dashboards"
    reasons = (NO_DATA, QUERY_ERROR, NOT_OBSERVED)

    panels: str = Field(description="dashboard file of the scenario")
    with_: Mapping[str, str] = Field(
        default_factory=dict,
        alias="with",
        description="dashboard variable -> value. Default: the values saved in the dashboard",
    )
    titles: tuple[str, ...] = Field((), description="titles of the panels to check. Default: all panels")
    through: Through = Field(
        "data source",
        description="'data source': queries go to Prometheus or Loki directly; 'grafana': to Grafana's query API, as "
        "from a browser. Default: data source",
    )

    def plan(self, at: At, within: float, ctx: PlanContext) -> PanelsCheck | None:
        text = ctx.texts.text(self.panels, at("panels"))
        if text is None:
            return None
        titles = panel_titles(text)
        unknown = [(index, title) for index, title in enumerate(self.titles) if titles and title not in titles]
        for index, title in unknown:
            ctx.wrong(at("titles", index), f"{self.panels} has no panel {title!r}{did_you_mean(title, titles)}")
        if unknown:
            return None
        file = ctx.texts.display_path(self.panels)
        queries, problems = panel_queries(text, file, self.with_, ctx.built_in, at("with"), self.titles)
        ctx.problems.extend(problems)
        return PanelsCheck(self.panels, queries, self.through)


@dataclass(frozen=True, slots=True)
class PanelsCheck(Check):
    """The queries of the panels, with their variables replaced."""

    dashboard: str
    panel_queries: tuple[PanelQuery, ...]
    through: Through = "data source"

    def expected(self, ctx: EvalContext) -> str:
        number = len(dict.fromkeys(query.panel for query in self.panel_queries))
        return f"each of {number} panels has data" + (", through Grafana" if self.through == "grafana" else "")

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        if self.through == "grafana":
            return tuple(_through_grafana(query, ctx.lab_started, ctx.now) for query in self.panel_queries)
        return tuple(_direct(query, ctx.lab_started, ctx.now, STEP_S) for query in self.panel_queries)

    def report_queries(self, start: float, end: float) -> tuple[ReportQuery, ...]:
        return tuple(
            ReportQuery(
                "panel",
                f"{self.dashboard}: {query.panel}",
                _direct(query, start, end, REPORT_STEP_S),
                {"unit": query.unit, "legend": query.legend, "ref": query.ref},
            )
            for query in self.panel_queries
        )

    def unanswered(self, expected: str, observations: tuple[Observation, ...]) -> Judgement | None:
        """Names all refused queries, unless one before them was not answered."""
        refused = []
        for query, observation in zip(self.panel_queries, observations, strict=True):
            if observation.refused:
                refused.append(f"{query.panel} ({query.ref}): {observation.error}")
            elif observation.error:
                return undecided(NOT_OBSERVED, expected, observation.error)
        return failed(QUERY_ERROR, expected, first_of(refused), final=True) if refused else None

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        empty = [
            f"{query.panel} ({query.ref}): {query.query}"
            for query, observation in zip(self.panel_queries, observations, strict=True)
            if not _has_data(observation)
        ]
        if empty:
            difference = f"{len(empty)} of {len(self.panel_queries)} queries return nothing"
            return failed(NO_DATA, expected, first_of(empty, 4), difference=difference)
        return passed(expected, _summary(self.panel_queries))


def _direct(query: PanelQuery, start: float, end: float, step: float) -> Query:
    """A panel's query to its data source, from `start` to `end` (unix seconds)."""
    if query.source == "prometheus":
        return RangeQuery(query=query.query, start=start, end=end, step=step)
    if query.logs:
        return LogLines(query=query.query, start=start, end=end, limit=LINES)
    return LogRange(query=query.query, start=start, end=end, step=step)


def _through_grafana(query: PanelQuery, start: float, end: float) -> Query:
    return GrafanaQuery(
        ref=query.ref, type=query.source, uid=query.uid, query=query.query, start=start, end=end, step=STEP_S
    )


def _has_data(observation: Observation) -> bool:
    match observation.query:
        case GrafanaQuery():
            return GrafanaQuery.has_data(observation.answer)
        case LogLines():
            return any(stream.lines for stream in LogLines.read(observation.answer))
    return any(not math.isnan(value) for _, points in points_of(observation.answer) for _, value in points)


def _summary(queries: Sequence[PanelQuery]) -> str:
    numbers = {"samples": sum(not query.logs for query in queries), "lines": sum(query.logs for query in queries)}
    return ", ".join(
        f"{number} {'query returns' if number == 1 else 'queries return'} {what}"
        for what, number in numbers.items()
        if number
    )
