"""From an expectation as written to a check that can be asked: meanings become queries, files become lists."""

from __future__ import annotations

from collections.abc import Mapping

from lab.plan.dashboards import panel_queries, panel_titles
from lab.plan.model import CheckPlan
from lab.plan.subjects import LogsCheck, NamesCheck, PageCheck, PanelsCheck, Subject, TracesCheck
from lab.plan.surroundings import At, Surroundings, alert_known, fires_in_time, names_of, parses, service_port
from lab.plan.values import is_logql, log_metric_check, meaning_check, named_load, series_check
from lab.scenario.expectation import Expectation
from lab.scenario.expectations import (
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
from lab.scenario.grafana import DashboardExpectation, DatasourceExpectation
from lab.scenario.quantities import spell_duration
from lab.scenario.routing import AnswersExpectation, MessageExpectation, RoutedExpectation, SuppressedExpectation
from lab.scenario.suggest import did_you_mean
from lab.scenario.telemetry import (
    AgreementExpectation,
    ExemplarExpectation,
    LogMetricExpectation,
    LogsExpectation,
    ProbeExpectation,
    TracesExpectation,
)

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
    name: str, expectation: Expectation, at: At, within: float, around: Surroundings, *, throughout: bool = False
) -> CheckPlan | None:
    """None when the expectation refers to something that is not there; the reason is among the problems.

    `at` tells the place of the expectation, or of one of its keys.
    """
    before = len(around.problems)
    within = expectation.within or within
    if throughout and expectation.window():
        around.wrong(at(), "what watches a window cannot hold throughout an action; move it to 'expect'")
    if expectation.window() > within:
        window, deadline = spell_duration(expectation.window()), spell_duration(within)
        what = f"it watches for {window} but must be decided within {deadline}"
        around.wrong(at("for"), f"a deadline that cannot be met: {what}; give a longer 'within'")
    subject = _subject(expectation, at, within, around)
    if subject is None or len(around.problems) > before:
        return None
    services = (expectation.answers,) if isinstance(expectation, AnswersExpectation) else ()
    return CheckPlan(name, expectation.kind, at(), subject, within, _needs(subject, expectation), services=services)


def _needs(subject: Subject, expectation: Expectation) -> tuple[str, ...]:
    """The roles that must be played for this to be asked."""
    match subject:
        case PanelsCheck(through="grafana"):
            return ("grafana",)
        case PanelsCheck(queries=queries):
            return tuple(dict.fromkeys(query.source for query in queries))
        case ExemplarExpectation(opens=opens):
            return ("prometheus", "traces") if opens else ("prometheus",)
        case RoutedExpectation(to=None):
            return ("notifications", "alertmanager")  # which shows that there was something to tell
    return _ROLES.get(expectation.kind, ("prometheus",))


def _subject(expectation: Expectation, at: At, within: float, around: Surroundings) -> Subject | None:
    match expectation:
        case SeriesExpectation():
            return series_check(expectation, at, around)
        case MeaningExpectation():
            return meaning_check(expectation, at, around)
        case MetricsExpectation(metrics=query):
            parses(query, at("metrics"), around)
            names = (names_of(getattr(expectation, key), at(key), around) for key in ("exactly", "at_least", "none_of"))
            return NamesCheck(expectation, *names)
        case LabelsExpectation(labels=query):
            parses(query, at("labels"), around)
            return expectation
        case AbsenceExpectation(absent=query, while_=control):
            parses(query, at("absent"), around)
            parses(control, at("while"), around)
            return expectation
        case AlertExpectation():
            alert_known(expectation.alert, at("alert"), around)
            if "firing" in expectation.goes or "resolved" in expectation.goes:
                fires_in_time(expectation.alert, at("alert"), within, around)
            return expectation
        case NotificationExpectation():
            alert_known(expectation.notified, at("notified"), around)
            fires_in_time(expectation.notified, at("notified"), within, around)
            return expectation
        case PanelsExpectation():
            return _panels(expectation, at, around)
        case RoutedExpectation():
            alert_known(expectation.routed, at("routed"), around)
            return expectation
        case SuppressedExpectation():
            alert_known(expectation.suppressed, at("suppressed"), around)
            if expectation.because_of:
                alert_known(expectation.because_of, at("because_of"), around)
            return expectation
        case AgreementExpectation(agree=one, with_=other):
            parses(one, at("agree"), around)
            parses(other, at("with"), around)
            return expectation
        case ExemplarExpectation(exemplar=query):
            parses(query, at("exemplar"), around)
            return expectation
        case AnswersExpectation():
            port = service_port(expectation.answers, expectation.port, at("answers"), at("port"), around)
            return None if port is None else PageCheck(expectation, port)
        case LogsExpectation(lines=lines):
            is_logql(expectation.logs, at("logs"), around, lines=True)
            return LogsCheck(expectation, named_load(lines, expectation.route, at, "lines", around))
        case LogMetricExpectation():
            return log_metric_check(expectation, at, around)
        case TracesExpectation(number=number):
            return TracesCheck(expectation, named_load(number, expectation.route, at, "number", around))
        case (
            TargetsExpectation()
            | ProbeExpectation()
            | MessageExpectation()
            | DatasourceExpectation()
            | DashboardExpectation()
        ):
            return expectation
    raise TypeError(expectation)


def _panels(expectation: PanelsExpectation, at: At, around: Surroundings) -> PanelsCheck | None:
    text = around.texts.text(expectation.panels, at("panels"))
    if text is None:
        return None
    shown = around.texts.shown(expectation.panels)
    titles = panel_titles(text)
    unknown = [(index, title) for index, title in enumerate(expectation.titles) if titles and title not in titles]
    for index, title in unknown:
        around.wrong(at("titles", index), f"{expectation.panels} has no panel {title!r}{did_you_mean(title, titles)}")
    if unknown:
        return None
    queries, problems = panel_queries(text, shown, expectation.with_, around.built_in, at("with"), expectation.titles)
    around.problems.extend(problems)
    return PanelsCheck(expectation.panels, queries, expectation.through)
