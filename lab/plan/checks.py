"""From an expectation as written to a check that can be asked: meanings become queries, files become lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from lab.errors import Place, Problem
from lab.plan.actions import LoadPlan
from lab.plan.dashboards import panel_queries, panel_titles
from lab.plan.files import AlertRule, FileTexts
from lab.plan.logql import is_log_query, logql_error
from lab.plan.model import CheckPlan
from lab.plan.promql import is_range, meaning_query, promql_error, seconds_of
from lab.plan.subjects import LogsCheck, NamesCheck, PageCheck, PanelsCheck, SeriesCheck, Subject, TracesCheck
from lab.scenario.conditions import Condition
from lab.scenario.expectation import Expectation, Quantified
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
from lab.scenario.model import Dialect
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

At: TypeAlias = Callable[..., Place]

_LOAD_LABELS = ("method", "route", "status")
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


@dataclass(slots=True)
class Surroundings:
    """What an expectation may refer to."""

    dialect: Dialect | None
    alerts: Mapping[str, AlertRule]
    texts: FileTexts
    load: LoadPlan | None
    built_in: Mapping[str, str]
    problems: list[Problem]
    ports: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # service -> name of a port -> number
    dialect_unknown: bool = False  # it is named, but is not there: said once, not at every meaning
    load_unknown: bool = False  # likewise a load that is wrong, and rule files that cannot be read
    alerts_unknown: bool = False
    earlier: float = 0.0  # seconds of load and of deadlines in which an alert may have been pending already

    def wrong(self, place: Place, message: str) -> None:
        self.problems.append(Problem(place, message))


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
            return _series(expectation, at, around)
        case MeaningExpectation():
            return _meaning(expectation, at, around)
        case MetricsExpectation(metrics=query):
            _parses(query, at("metrics"), around)
            names = (_names(getattr(expectation, key), at(key), around) for key in ("exactly", "at_least", "none_of"))
            return NamesCheck(expectation, *names)
        case LabelsExpectation(labels=query):
            _parses(query, at("labels"), around)
            return expectation
        case AbsenceExpectation(absent=query, while_=control):
            _parses(query, at("absent"), around)
            _parses(control, at("while"), around)
            return expectation
        case AlertExpectation():
            _alert(expectation.alert, at("alert"), around)
            if "firing" in expectation.goes or "resolved" in expectation.goes:
                _fires_in_time(expectation.alert, at("alert"), within, around)
            return expectation
        case NotificationExpectation():
            _alert(expectation.notified, at("notified"), around)
            _fires_in_time(expectation.notified, at("notified"), within, around)
            return expectation
        case PanelsExpectation():
            return _panels(expectation, at, around)
        case RoutedExpectation():
            _alert(expectation.routed, at("routed"), around)
            return expectation
        case SuppressedExpectation():
            _alert(expectation.suppressed, at("suppressed"), around)
            if expectation.because_of:
                _alert(expectation.because_of, at("because_of"), around)
            return expectation
        case AgreementExpectation(agree=one, with_=other):
            _parses(one, at("agree"), around)
            _parses(other, at("with"), around)
            return expectation
        case ExemplarExpectation(exemplar=query):
            _parses(query, at("exemplar"), around)
            return expectation
        case AnswersExpectation():
            port = service_port(expectation.answers, expectation.port, at("answers"), at("port"), around)
            return None if port is None else PageCheck(expectation, port)
        case LogsExpectation(lines=lines):
            _is_logql(expectation.logs, at("logs"), around, lines=True)
            return LogsCheck(expectation, _named_load(lines, expectation.route, at, "lines", around))
        case LogMetricExpectation():
            return _log_metric(expectation, at, around)
        case TracesExpectation(number=number):
            return TracesCheck(expectation, _named_load(number, expectation.route, at, "number", around))
        case (
            TargetsExpectation()
            | ProbeExpectation()
            | MessageExpectation()
            | DatasourceExpectation()
            | DashboardExpectation()
        ):
            return expectation
    raise TypeError(expectation)


def service_port(
    service: str, port: str | None, service_place: Place, port_place: Place, around: Surroundings
) -> int | None:
    """The container's port that is meant; None when there is none, and why is among the problems."""
    if service not in around.ports:
        around.wrong(service_place, f"there is no service {service!r}{did_you_mean(service, around.ports)}")
        return None
    ports = around.ports[service]
    wanted = port or next(iter(ports), "")
    if wanted not in ports:
        what = f"no port {port!r}{did_you_mean(port, ports)}" if port else "no port"
        around.wrong(port_place if port else service_place, f"{service!r} has {what}")
        return None
    return ports[wanted]


def _parses(query: str, place: Place, around: Surroundings) -> None:
    if error := promql_error(query):
        around.wrong(place, f"PromQL does not parse: {error}")


def _series(expectation: SeriesExpectation, at: At, around: Surroundings) -> SeriesCheck:
    # A range can be asked for at one moment, and its series counted; they have no values to hold against a condition.
    counted = not (expectation.every or expectation.any or expectation.for_)
    if not (counted and is_range(expectation.series)):
        _parses(expectation.series, at("series"), around)
    about_load = _about_load(expectation, at, around)
    return SeriesCheck(
        query=expectation.series,
        every=expectation.every,
        any=expectation.any,
        exactly=expectation.exactly,
        for_=expectation.for_ or 0.0,
        load=about_load,
        load_labels={raw: label for label, raw in expectation.load_labels.items()},
    )


def _is_logql(query: str, place: Place, around: Surroundings, *, lines: bool) -> None:
    if error := logql_error(query):
        around.wrong(place, f"this LogQL cannot be asked: {error}")
    elif lines and not is_log_query(query):
        around.wrong(place, "a metric query gives values, not lines; say 'logql'")
    elif not lines and is_log_query(query):
        around.wrong(
            place, "a log query gives lines, not values; say 'logs', or count them, for instance sum(rate(...))"
        )


def _log_metric(expectation: LogMetricExpectation, at: At, around: Surroundings) -> SeriesCheck:
    _is_logql(expectation.logql, at("logql"), around, lines=False)
    return SeriesCheck(
        query=expectation.logql,
        every=expectation.every,
        any=expectation.any,
        exactly=expectation.exactly,
        for_=expectation.for_ or 0.0,
        load=_about_load(expectation, at, around),
        load_labels={raw: label for label, raw in expectation.load_labels.items()},
        language="logql",
    )


def _about_load(expectation: Quantified, at: At, around: Surroundings) -> str | None:
    return _named_load(expectation.every or expectation.any, None, at, "every" if expectation.every else "any", around)


def _named_load(condition: Condition | None, route: str | None, at: At, key: str, around: Surroundings) -> str | None:
    """The load a condition refers to; None when it refers to none."""
    if condition is None or not condition.about_load:
        if route is not None:
            around.wrong(at("route"), f"'route' belongs to \"{key}: equals the load\"")
        return None
    if around.load is None:
        if not around.load_unknown:
            around.wrong(at(key), "equals which load? none has been sent by then")
        return None
    routes = [request.route for request in around.load.requests]
    if route is not None and route not in routes:
        around.wrong(at("route"), f"the load sends nothing to {route!r}{did_you_mean(route, routes)}")
    return around.load.name


def _meaning(expectation: MeaningExpectation, at: At, around: Surroundings) -> SeriesCheck | None:
    if around.dialect is None and around.dialect_unknown:
        return None
    if around.dialect is None:
        around.wrong(at("meaning"), "a meaning needs the scenario to name its 'dialect'")
        return None
    meaning = around.dialect.meanings.get(expectation.meaning)
    if meaning is None:
        hint = did_you_mean(expectation.meaning, around.dialect.meanings)
        around.wrong(at("meaning"), f"the dialect has no meaning {expectation.meaning!r}{hint}")
        return None
    for index, label in enumerate(expectation.by):
        if label not in meaning.labels:
            hint = did_you_mean(label, meaning.labels)
            around.wrong(at("by", index), f"{expectation.meaning!r} has no label {label!r}{hint}")
            return None
    query = meaning_query(meaning, expectation.where, expectation.by)
    return SeriesCheck(
        query=query,
        every=expectation.every,
        any=expectation.any,
        exactly=expectation.exactly,
        for_=expectation.for_ or 0.0,
        load=_about_load(expectation, at, around),
        load_labels={meaning.labels[label]: label for label in expectation.by if label in _LOAD_LABELS},
        meaning=expectation.meaning,
    )


def _names(given: str | tuple[str, ...] | None, place: Place, around: Surroundings) -> tuple[str, ...] | None:
    """A list as it is, or the lines of a file; `#` begins a comment."""
    if given is None or isinstance(given, tuple):
        return given
    text = around.texts.text(given, place) or ""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def _alert(alert: str, place: Place, around: Surroundings) -> None:
    if alert not in around.alerts and not around.alerts_unknown:
        hint = did_you_mean(alert, around.alerts)
        around.wrong(place, f"no rule file of this scenario has an alert {alert!r}{hint}")


def _fires_in_time(alert: str, place: Place, within: float, around: Surroundings) -> None:
    rule = around.alerts.get(alert)
    wait = seconds_of(rule.for_) if rule else None
    if rule and wait and wait > around.earlier + within:
        waits = f"a deadline that cannot be met: its rule waits for {rule.for_} ({rule.place})"
        deadline = f"this must be decided {spell_duration(around.earlier + within)} after the start at the latest"
        around.wrong(place, f"{waits}, {deadline}; scale its 'for', or give a longer 'within'")


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
