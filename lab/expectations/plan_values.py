"""From an expectation about values to the query that gives them, and the load they may have to equal."""

from __future__ import annotations

from lab.errors import Place
from lab.expectations.base import Quantified
from lab.expectations.models import MeaningExpectation, SeriesExpectation
from lab.expectations.plan_context import At, PlanContext, latest_load, meaning_of, parses
from lab.expectations.specs import SeriesCheck
from lab.expectations.telemetry_models import LogMetricExpectation
from lab.language.conditions import Condition
from lab.language.logql import is_log_query, logql_error
from lab.language.promql import is_range, meaning_query
from lab.language.suggestions import did_you_mean

LOAD_LABELS = ("method", "route", "status")


def series_check(expectation: SeriesExpectation, at: At, ctx: PlanContext) -> SeriesCheck:
    # A range can be asked for at one moment, and its series counted; they have no values to hold against a condition.
    counted = not (expectation.every or expectation.any or expectation.for_)
    if not (counted and is_range(expectation.series)):
        parses(expectation.series, at("series"), ctx)
    about_load = _about_load(expectation, at, ctx)
    return SeriesCheck(
        query=expectation.series,
        every=expectation.every,
        any=expectation.any,
        exactly=expectation.exactly,
        for_=expectation.for_ or 0.0,
        load=about_load,
        load_labels={raw: label for label, raw in expectation.load_labels.items()},
    )


def is_logql(query: str, place: Place, ctx: PlanContext, *, lines: bool) -> None:
    if error := logql_error(query):
        ctx.wrong(place, f"this LogQL cannot be asked: {error}")
    elif lines and not is_log_query(query):
        ctx.wrong(place, "a metric query gives values, not lines; say 'logql'")
    elif not lines and is_log_query(query):
        ctx.wrong(place, "a log query gives lines, not values; say 'logs', or count them, for instance sum(rate(...))")


def log_metric_check(expectation: LogMetricExpectation, at: At, ctx: PlanContext) -> SeriesCheck:
    is_logql(expectation.logql, at("logql"), ctx, lines=False)
    return SeriesCheck(
        query=expectation.logql,
        every=expectation.every,
        any=expectation.any,
        exactly=expectation.exactly,
        for_=expectation.for_ or 0.0,
        load=_about_load(expectation, at, ctx),
        load_labels={raw: label for label, raw in expectation.load_labels.items()},
        language="logql",
    )


def _about_load(expectation: Quantified, at: At, ctx: PlanContext) -> str | None:
    return named_load(expectation.every or expectation.any, None, at, "every" if expectation.every else "any", ctx)


def named_load(condition: Condition | None, route: str | None, at: At, key: str, ctx: PlanContext) -> str | None:
    """The load a condition refers to; None when it refers to none."""
    if condition is None or not condition.about_load:
        if route is not None:
            ctx.wrong(at("route"), f"'route' belongs to \"{key}: equals the load\"")
        return None
    load = latest_load(at(key), ctx)
    if load is None:
        return None
    routes = [request.route for request in load.requests]
    if route is not None and route not in routes:
        ctx.wrong(at("route"), f"the load sends nothing to {route!r}{did_you_mean(route, routes)}")
    return load.name


def meaning_check(expectation: MeaningExpectation, at: At, ctx: PlanContext) -> SeriesCheck | None:
    meaning = meaning_of(expectation.meaning, at("meaning"), ctx)
    if meaning is None:
        return None
    for index, label in enumerate(expectation.by):
        if label not in meaning.labels:
            hint = did_you_mean(label, meaning.labels)
            ctx.wrong(at("by", index), f"{expectation.meaning!r} has no label {label!r}{hint}")
            return None
    query = meaning_query(meaning, expectation.where, expectation.by)
    return SeriesCheck(
        query=query,
        every=expectation.every,
        any=expectation.any,
        exactly=expectation.exactly,
        for_=expectation.for_ or 0.0,
        load=_about_load(expectation, at, ctx),
        load_labels={meaning.labels[label]: label for label in expectation.by if label in LOAD_LABELS},
        meaning=expectation.meaning,
    )
