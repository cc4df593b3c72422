"""From an expectation about values to the query that gives them, and the load they may have to equal."""

from __future__ import annotations

from lab.errors import Place
from lab.plan.logql import is_log_query, logql_error
from lab.plan.promql import is_range, meaning_query
from lab.plan.subjects import SeriesCheck
from lab.plan.surroundings import At, Surroundings, parses
from lab.scenario.conditions import Condition
from lab.scenario.expectation import Quantified
from lab.scenario.expectations import MeaningExpectation, SeriesExpectation
from lab.scenario.suggest import did_you_mean
from lab.scenario.telemetry import LogMetricExpectation

LOAD_LABELS = ("method", "route", "status")


def series_check(expectation: SeriesExpectation, at: At, around: Surroundings) -> SeriesCheck:
    # A range can be asked for at one moment, and its series counted; they have no values to hold against a condition.
    counted = not (expectation.every or expectation.any or expectation.for_)
    if not (counted and is_range(expectation.series)):
        parses(expectation.series, at("series"), around)
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


def is_logql(query: str, place: Place, around: Surroundings, *, lines: bool) -> None:
    if error := logql_error(query):
        around.wrong(place, f"this LogQL cannot be asked: {error}")
    elif lines and not is_log_query(query):
        around.wrong(place, "a metric query gives values, not lines; say 'logql'")
    elif not lines and is_log_query(query):
        around.wrong(
            place, "a log query gives lines, not values; say 'logs', or count them, for instance sum(rate(...))"
        )


def log_metric_check(expectation: LogMetricExpectation, at: At, around: Surroundings) -> SeriesCheck:
    is_logql(expectation.logql, at("logql"), around, lines=False)
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
    return named_load(expectation.every or expectation.any, None, at, "every" if expectation.every else "any", around)


def named_load(condition: Condition | None, route: str | None, at: At, key: str, around: Surroundings) -> str | None:
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


def meaning_check(expectation: MeaningExpectation, at: At, around: Surroundings) -> SeriesCheck | None:
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
        load_labels={meaning.labels[label]: label for label in expectation.by if label in LOAD_LABELS},
        meaning=expectation.meaning,
    )
