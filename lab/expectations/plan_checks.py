"""From an expectation as written to a check that can be asked: meanings become queries, files become lists."""

from __future__ import annotations

from collections.abc import Mapping

from lab.dashboards.panel_queries import panel_queries
from lab.dashboards.panels import panel_titles
from lab.expectations.base import Expectation
from lab.expectations.grafana_models import DashboardExpectation, DatasourceExpectation
from lab.expectations.models import (
    AbsenceExpectation,
    AlertExpectation,
    LabelsExpectation,
    MeaningExpectation,
    MetricsExpectation,
    NotificationExpectation,
    PanelsExpectation,
    SeriesExpectation,
    TargetsExpectation,
)
from lab.expectations.plan_context import At, PlanContext, alert_known, fires_in_time, names_of, parses, service_port
from lab.expectations.plan_values import is_logql, log_metric_check, meaning_check, named_load, series_check
from lab.expectations.routing_models import (
    AnswersExpectation,
    MessageExpectation,
    RoutedExpectation,
    SuppressedExpectation,
)
from lab.expectations.specs import CheckSpec, LogsCheck, NamesCheck, PageCheck, PanelsCheck, TracesCheck
from lab.expectations.telemetry_models import (
    AgreementExpectation,
    ExemplarExpectation,
    LogMetricExpectation,
    LogsExpectation,
    ProbeExpectation,
    TracesExpectation,
)
from lab.language.quantities import spell_duration
from lab.language.suggestions import did_you_mean
from lab.plan.model import CheckPlan

_ROLES: Mapping[str, tuple[str, ...]] = {
    "notified": ("notifications",),
    "routed": ("notifications",),
    "message": ("notifications",),
    "suppressed": ("alertmanager",),
    "answers": (),
    "logs": ("loki",),
    "logql": ("loki",),
    "traces": ("traces",),
    "datasource": ("grafana",),
    "dashboard": ("grafana",),
}


def check_plan(
    name: str, expectation: Expectation, at: At, within: float, ctx: PlanContext, *, throughout: bool = False
) -> CheckPlan | None:
    """None when the expectation refers to something that is not there; the reason is among the problems.

    `at` tells the place of the expectation, or of one of its keys.
    """
    before = len(ctx.problems)
    within = expectation.within or within
    if throughout and expectation.window():
        ctx.wrong(at(), "what watches a window cannot hold throughout an action; move it to 'expect'")
    if expectation.window() > within:
        window, deadline = spell_duration(expectation.window()), spell_duration(within)
        what = f"it watches for {window} but must be decided within {deadline}"
        ctx.wrong(at("for"), f"a deadline that cannot be met: {what}; give a longer 'within'")
    spec = _subject(expectation, at, within, ctx)
    if spec is None or len(ctx.problems) > before:
        return None
    services = (expectation.answers,) if isinstance(expectation, AnswersExpectation) else ()
    return CheckPlan(name, expectation.kind, at(), spec, within, _needs(spec, expectation), services=services)


def _needs(spec: CheckSpec, expectation: Expectation) -> tuple[str, ...]:
    """The roles that must be played for this to be asked."""
    match spec:
        case PanelsCheck(through="grafana"):
            return ("grafana",)
        case PanelsCheck(queries=queries):
            return tuple(dict.fromkeys(query.source for query in queries))
        case ExemplarExpectation(opens=opens):
            return ("prometheus", "traces") if opens else ("prometheus",)
        case RoutedExpectation(to=None):
            return ("notifications", "alertmanager")  # which shows that there was something to tell
    return _ROLES.get(expectation.kind, ("prometheus",))


def _subject(expectation: Expectation, at: At, within: float, ctx: PlanContext) -> CheckSpec | None:
    match expectation:
        case SeriesExpectation():
            return series_check(expectation, at, ctx)
        case MeaningExpectation():
            return meaning_check(expectation, at, ctx)
        case MetricsExpectation(metrics=query):
            parses(query, at("metrics"), ctx)
            names = (names_of(getattr(expectation, key), at(key), ctx) for key in ("exactly", "at_least", "none_of"))
            return NamesCheck(expectation, *names)
        case LabelsExpectation(labels=query):
            parses(query, at("labels"), ctx)
            return expectation
        case AbsenceExpectation(absent=query, while_=control):
            parses(query, at("absent"), ctx)
            parses(control, at("while"), ctx)
            return expectation
        case AlertExpectation():
            alert_known(expectation.alert, at("alert"), ctx)
            if "firing" in expectation.goes or "resolved" in expectation.goes:
                fires_in_time(expectation.alert, at("alert"), within, ctx)
            return expectation
        case NotificationExpectation():
            alert_known(expectation.notified, at("notified"), ctx)
            fires_in_time(expectation.notified, at("notified"), within, ctx)
            return expectation
        case PanelsExpectation():
            return _panels(expectation, at, ctx)
        case RoutedExpectation():
            alert_known(expectation.routed, at("routed"), ctx)
            return expectation
        case SuppressedExpectation():
            alert_known(expectation.suppressed, at("suppressed"), ctx)
            if expectation.because_of:
                alert_known(expectation.because_of, at("because_of"), ctx)
            return expectation
        case AgreementExpectation(agree=one, with_=other):
            parses(one, at("agree"), ctx)
            parses(other, at("with"), ctx)
            return expectation
        case ExemplarExpectation(exemplar=query):
            parses(query, at("exemplar"), ctx)
            return expectation
        case AnswersExpectation():
            port = service_port(expectation.answers, expectation.port, at("answers"), at("port"), ctx)
            return None if port is None else PageCheck(expectation, port)
        case LogsExpectation(lines=lines):
            is_logql(expectation.logs, at("logs"), ctx, lines=True)
            return LogsCheck(expectation, named_load(lines, expectation.route, at, "lines", ctx))
        case LogMetricExpectation():
            return log_metric_check(expectation, at, ctx)
        case TracesExpectation(number=number):
            return TracesCheck(expectation, named_load(number, expectation.route, at, "number", ctx))
        case (
            TargetsExpectation()
            | ProbeExpectation()
            | MessageExpectation()
            | DatasourceExpectation()
            | DashboardExpectation()
        ):
            return expectation
    raise TypeError(expectation)


def _panels(expectation: PanelsExpectation, at: At, ctx: PlanContext) -> PanelsCheck | None:
    text = ctx.texts.text(expectation.panels, at("panels"))
    if text is None:
        return None
    shown = ctx.texts.shown(expectation.panels)
    titles = panel_titles(text)
    unknown = [(index, title) for index, title in enumerate(expectation.titles) if titles and title not in titles]
    for index, title in unknown:
        ctx.wrong(at("titles", index), f"{expectation.panels} has no panel {title!r}{did_you_mean(title, titles)}")
    if unknown:
        return None
    queries, problems = panel_queries(text, shown, expectation.with_, ctx.built_in, at("with"), expectation.titles)
    ctx.problems.extend(problems)
    return PanelsCheck(expectation.panels, queries, expectation.through)
