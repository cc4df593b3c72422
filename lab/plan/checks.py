"""From an expectation as written to a check that can be asked: meanings become queries, files become lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lab.errors import Place, Problem
from lab.plan.dashboards import panel_queries
from lab.plan.files import AlertRule, FileTexts
from lab.plan.model import CheckPlan, LoadPlan, NamesCheck, PanelsCheck, SeriesCheck, Subject
from lab.plan.promql import meaning_query, promql_error
from lab.scenario.expectations import (
    AbsenceExpectation,
    AlertExpectation,
    Expectation,
    LabelsExpectation,
    MeaningExpectation,
    MetricsExpectation,
    NotificationExpectation,
    PanelsExpectation,
    SeriesExpectation,
    TargetsExpectation,
)
from lab.scenario.model import Dialect
from lab.scenario.quantities import parse_duration, spell_duration
from lab.scenario.suggest import did_you_mean

_LOAD_LABELS = ("method", "route", "status")
_ROLES: Mapping[str, tuple[str, ...]] = {"notified": ("notifications",)}


@dataclass(slots=True)
class Surroundings:
    """What an expectation may refer to."""

    dialect: Dialect | None
    alerts: Mapping[str, AlertRule]
    texts: FileTexts
    load: LoadPlan | None
    built_in: Mapping[str, str]
    problems: list[Problem]

    def wrong(self, place: Place, message: str) -> None:
        self.problems.append(Problem(place, message))


def check_plan(
    name: str, expectation: Expectation, place: Place, within: float, around: Surroundings
) -> CheckPlan | None:
    """None when the expectation refers to something that is not there; the reason is among the problems."""
    before = len(around.problems)
    within = expectation.within or within
    if expectation.window() > within:
        window, deadline = spell_duration(expectation.window()), spell_duration(within)
        around.wrong(
            place, f"a deadline that cannot be met: it watches for {window} but must be decided within {deadline}"
        )
    subject = _subject(expectation, place, within, around)
    if subject is None or len(around.problems) > before:
        return None
    return CheckPlan(name, expectation.kind, place, subject, within, _ROLES.get(expectation.kind, ("prometheus",)))


def _subject(expectation: Expectation, place: Place, within: float, around: Surroundings) -> Subject | None:
    match expectation:
        case SeriesExpectation():
            return _series(expectation, place, around)
        case MeaningExpectation():
            return _meaning(expectation, place, around)
        case MetricsExpectation(metrics=query):
            _parses(query, place, around)
            names = (
                _names(given, place, around)
                for given in (expectation.exactly, expectation.at_least, expectation.none_of)
            )
            return NamesCheck(expectation, *names)
        case LabelsExpectation(labels=query):
            _parses(query, place, around)
            return expectation
        case AbsenceExpectation(absent=query, while_=control):
            _parses(query, place, around)
            _parses(control, place, around)
            return expectation
        case AlertExpectation():
            _alert(expectation.alert, place, around)
            rule = around.alerts.get(expectation.alert)
            if rule and expectation.goes and parse_duration(rule.for_) > within:
                wait = f"its rule waits for {rule.for_} ({rule.place})"
                message = f"a deadline that cannot be met: {wait}, this must be decided within {spell_duration(within)}"
                around.wrong(place, message)
            return expectation
        case NotificationExpectation():
            _alert(expectation.notified, place, around)
            return expectation
        case PanelsExpectation():
            return _panels(expectation, place, around)
        case TargetsExpectation():
            return expectation
    raise TypeError(expectation)


def _parses(query: str, place: Place, around: Surroundings) -> None:
    if error := promql_error(query):
        around.wrong(place, f"PromQL does not parse: {error}")


def _series(expectation: SeriesExpectation, place: Place, around: Surroundings) -> SeriesCheck:
    _parses(expectation.series, place, around)
    about_load = _about_load(expectation, place, around)
    return SeriesCheck(
        query=expectation.series,
        every=expectation.every,
        any=expectation.any,
        exactly=expectation.exactly,
        load=about_load,
        load_labels={raw: label for label, raw in expectation.load_labels.items()},
    )


def _about_load(expectation: SeriesExpectation | MeaningExpectation, place: Place, around: Surroundings) -> str | None:
    condition = expectation.every or expectation.any
    if condition is None or not condition.about_load:
        return None
    if around.load is None:
        around.wrong(place, "equals which load? no step before this one sends one")
        return None
    return around.load.name


def _meaning(expectation: MeaningExpectation, place: Place, around: Surroundings) -> SeriesCheck | None:
    if around.dialect is None:
        around.wrong(place, "a meaning needs the scenario to name its dialect")
        return None
    meaning = around.dialect.meanings.get(expectation.meaning)
    if meaning is None:
        hint = did_you_mean(expectation.meaning, around.dialect.meanings)
        around.wrong(place, f"the dialect has no meaning {expectation.meaning!r}{hint}")
        return None
    for label in expectation.by:
        if label not in meaning.labels:
            around.wrong(place, f"{expectation.meaning!r} has no label {label!r}{did_you_mean(label, meaning.labels)}")
            return None
    query = meaning_query(meaning, expectation.where, expectation.by)
    return SeriesCheck(
        query=query,
        every=expectation.every,
        any=expectation.any,
        exactly=expectation.exactly,
        load=_about_load(expectation, place, around),
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
    if alert not in around.alerts:
        hint = did_you_mean(alert, around.alerts)
        around.wrong(place, f"no rule file of this scenario has an alert {alert!r}{hint}")


def _panels(expectation: PanelsExpectation, place: Place, around: Surroundings) -> PanelsCheck | None:
    text = around.texts.text(expectation.panels, place)
    if text is None:
        return None
    shown = around.texts.shown(expectation.panels)
    queries, problems = panel_queries(text, shown, expectation.with_, around.built_in, place)
    around.problems.extend(problems)
    titles = [query.panel for query in queries]
    for title in expectation.titles:
        if title not in titles:
            around.wrong(place, f"{expectation.panels} has no panel {title!r}{did_you_mean(title, titles)}")
    chosen = tuple(query for query in queries if not expectation.titles or query.panel in expectation.titles)
    return PanelsCheck(expectation.panels, chosen)
