"""`panels`: every query of every panel of a dashboard returns data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pydantic import Field

from lab.dashboards.asking import DashboardSet, Opened
from lab.dashboards.built_ins import TimeRange
from lab.dashboards.checking import is_known_when_planned, planned_queries
from lab.dashboards.dashboard import dashboards_in
from lab.dashboards.panel_queries import PanelQuery, Selection, Unasked
from lab.dashboards.panels import panel_names
from lab.errors import Problems
from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation, Observe, ReportQuery
from lab.expectations.formatting import first_of
from lab.expectations.panel_answers import NO_VALUES, PanelAnswers, unasked_text
from lab.expectations.plan_context import At, PlanContext
from lab.expectations.registry import register
from lab.expectations.results import failed, undecided
from lab.language.reasons import NO_DATA, NOT_OBSERVED, QUERY_ERROR
from lab.language.suggestions import did_you_mean
from lab.queries.answer import UnexpectedAnswer
from lab.queries.grafana import GrafanaQuery
from lab.queries.loki import LogLines, LogRange, LogValue
from lab.queries.prometheus import InstantQuery, RangeQuery
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

STEP_S = 1.0
REPORT_STEP_S = 0.5  # for charts in reports
LINES = 100  # of a log panel: enough for an impression

Through: TypeAlias = Literal["data source", "grafana"]


@register
class PanelsExpectation(Expectation):
    """Every query of every panel of a dashboard file returns data since the lab started. Variables have the values that
    they have when Grafana opens the dashboard: query variables are asked of their data source."""

    kind = "panels"
    group = "dashboards"
    reasons = (NO_DATA, NO_VALUES, QUERY_ERROR, NOT_OBSERVED)

    panels: str = Field(
        description="dashboard file of the scenario: Grafana's JSON, a Kubernetes resource or a ConfigMap"
    )
    with_: Mapping[str, str] = Field(
        default_factory=dict,
        alias="with",
        description="dashboard variable -> value. Default: the values that they have when the dashboard is opened",
    )
    titles: tuple[str, ...] = Field(
        (),
        description="titles of the panels to check; 'CPU (panel 7)' where several have one title. Default: all panels",
    )
    except_: tuple[str, ...] = Field(
        (), alias="except", description="titles of panels that are not queried. Default: none"
    )
    may_be_empty: tuple[str, ...] = Field(
        (), description="titles of panels that are queried but may return nothing, such as firing alerts. Default: none"
    )
    through: Through = Field(
        "data source",
        description="'data source': queries go to Prometheus or Loki directly; 'grafana': to Grafana's query API, as "
        "from a browser. Default: data source",
    )

    def plan(self, at: At, within: float, ctx: PlanContext) -> PanelsCheck | None:
        text = ctx.texts.text(self.panels, at("panels"))
        if text is None:
            return None
        file = ctx.texts.display_path(self.panels)
        if self._has_unknown_titles(panel_names(text, file), at, ctx):
            return None
        try:
            dashboards = dashboards_in(text, file, self.with_)
        except Problems as error:
            ctx.problems.extend(error.problems)
            return None
        selection = Selection(self.titles, self.except_)
        queries: list[PanelQuery] = []
        unasked: list[Unasked] = []
        for dashboard in dashboards:
            of_panels, not_asked, problems = planned_queries(
                dashboard, self.with_, ctx.built_in, selection, ctx.without_sources, ctx.features
            )
            queries += of_panels
            unasked += not_asked
            for problem in problems:
                ctx.wrong(at("with"), problem)
        if not queries:
            why = f": {unasked_text(unasked)}" if unasked else ""
            ctx.wrong(at("panels"), f"{file} has no panel with a query" + (" that lab can ask" + why if why else ""))
            return None
        asked = DashboardSet(
            dashboards, self.with_, ctx.built_in, selection, self.through == "grafana", ctx.without_sources
        )
        known = all(is_known_when_planned(dashboard, self.with_, selection) for dashboard in dashboards)
        return PanelsCheck(
            self.panels, tuple(queries), self.through, tuple(unasked), self.may_be_empty, None if known else asked
        )

    def _has_unknown_titles(self, names: tuple[str, ...], at: At, ctx: PlanContext) -> bool:
        given = (("titles", self.titles), ("except", self.except_), ("may_be_empty", self.may_be_empty))
        unknown = [(key, index, title) for key, titles in given for index, title in enumerate(titles)]
        unknown = [(key, index, title) for key, index, title in unknown if names and title not in names]
        for key, index, title in unknown:
            ctx.wrong(at(key, index), f"{self.panels} has no panel {title!r}{did_you_mean(title, names)}")
        return bool(unknown)


@dataclass(frozen=True, slots=True)
class PanelsCheck(Check):
    """The queries of the panels, as far as they are known before the lab runs. `asked`: what they are worked out from
    while it runs; None when nothing is left to work out."""

    dashboard: str
    panel_queries: tuple[PanelQuery, ...]
    through: Through = "data source"
    unasked: tuple[Unasked, ...] = ()
    may_be_empty: tuple[str, ...] = ()
    asked: DashboardSet | None = None

    def expected(self, ctx: EvalContext) -> str:
        return self._expected(self.panel_queries)

    def _expected(self, queries: tuple[PanelQuery, ...]) -> str:
        number = len(dict.fromkeys(query.panel for query in queries))
        which = "the panel" if number == 1 else f"each of {number} panels"
        return f"{which} has data" + (", through Grafana" if self.through == "grafana" else "")

    def roles(self) -> tuple[str, ...]:
        if self.through == "grafana":
            return ("grafana",)
        return tuple(dict.fromkeys(query.source for query in self.panel_queries))

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        return self.next_queries((), ctx)

    def next_queries(self, observations: tuple[Observation, ...], ctx: EvalContext) -> tuple[Query, ...]:
        try:
            opened = self._opened(observations, ctx.lab_started, ctx.now)
        except UnexpectedAnswer:
            return ()
        if opened.pending or opened.silent or len(observations) > opened.answered:
            return opened.pending
        return tuple(self._query(query, ctx.lab_started, ctx.now) for query in opened.queries)

    def _opened(self, observations: tuple[Observation, ...], start: float, end: float) -> Opened:
        if self.asked is None:
            return Opened((), 0, self.panel_queries, self.unasked, ((),) * len(self.panel_queries))
        return self.asked.opened(observations, TimeRange(start, end))

    def _query(self, query: PanelQuery, start: float, end: float) -> Query:
        return _through_grafana(query, start, end) if self.through == "grafana" else _direct(query, start, end, STEP_S)

    def report_queries(self, start: float, end: float, observe: Observe) -> tuple[ReportQuery, ...]:
        observations: tuple[Observation, ...] = ()
        try:
            while pending := (opened := self._opened(observations, start, end)).pending:
                observations += tuple(map(observe, pending))
        except UnexpectedAnswer:
            return ()
        return tuple(
            ReportQuery(
                "panel",
                f"{self.dashboard}: {query.panel}",
                _direct(query, start, end, REPORT_STEP_S),
                {"unit": query.unit, "legend": query.legend, "ref": query.ref},
            )
            for query in opened.queries
        )

    def judge(self, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        expected = self.expected(ctx)
        try:
            opened = self._opened(observations, ctx.lab_started, ctx.now)
            if opened.silent:
                return undecided(NOT_OBSERVED, expected, opened.silent.error)
            expected = self._expected(opened.queries)
            of_panels = observations[opened.answered :]
            return self._unanswered(opened, expected, of_panels) or self._judge(opened, expected, of_panels)
        except UnexpectedAnswer as error:
            hint = "is the backend the expected product and version?"
            return undecided(NOT_OBSERVED, expected, str(error), hint=hint)

    def _unanswered(self, opened: Opened, expected: str, observations: tuple[Observation, ...]) -> Judgement | None:
        """Names all refused queries, unless one before them was not answered."""
        refused = []
        for query, observation in zip(opened.queries, observations, strict=True):
            if observation.refused:
                refused.append(f"{query.panel} ({query.ref}): {observation.error}")
            elif observation.error:
                return undecided(NOT_OBSERVED, expected, observation.error)
        return failed(QUERY_ERROR, expected, first_of(refused), final=True) if refused else None

    def _judge(self, opened: Opened, expected: str, observations: tuple[Observation, ...]) -> Judgement:
        return PanelAnswers(opened, observations, self.may_be_empty).judgement(expected)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        return self.judge(observations, ctx)


def _direct(query: PanelQuery, start: float, end: float, step: float) -> Query:
    """A panel's query to its data source, from `start` to `end` (unix seconds)."""
    if query.source == "prometheus":
        if query.instant:
            return InstantQuery(query=query.query)
        return RangeQuery(query=query.query, start=start, end=end, step=step)
    if query.logs:
        return LogLines(query=query.query, start=start, end=end, limit=LINES)
    if query.instant:
        return LogValue(query=query.query)
    return LogRange(query=query.query, start=start, end=end, step=step)


def _through_grafana(query: PanelQuery, start: float, end: float) -> Query:
    return GrafanaQuery(
        ref=query.ref,
        type=query.source,
        uid=query.uid,
        query=query.query,
        start=start,
        end=end,
        step=STEP_S,
        instant=query.instant,
        preferred=query.preferred,
    )
