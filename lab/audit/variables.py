"""The values of dashboards' variables, asked of the audited system."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from lab.audit.context import AuditContext, AuditedDashboard
from lab.audit.sources import why_not_asked
from lab.audit.widening import widened
from lab.dashboards.built_ins import TimeRange, built_ins
from lab.dashboards.dashboard import Dashboard
from lab.dashboards.interpolation import constant
from lab.dashboards.panel_queries import Selection, variables_needed
from lab.dashboards.resolution import AskedVariable, Resolver, Scope
from lab.dashboards.variable_queries import VariableRequest, texts_of
from lab.language.js_regex import js_regex
from lab.language.quantities import format_duration
from lab.queries.answer import UNREADABLE
from lab.why.evaluation import QueryResult
from lab.why.expression import NAME

RANGE_S = 3600.0  # the time range of a dashboard that is audited
RATE_FACTOR = 4  # scrape intervals in `$__rate_interval`
_DEFAULT_INTERVAL_S = 15.0
_MOST_VALUES = 60  # of a variable, in one pattern
_MOST_ROUNDS = 20

Answers: TypeAlias = dict[str, Sequence[str] | str]


@dataclass(frozen=True, slots=True)
class OpenedDashboard:
    """`dashboard` is the widened one. `unasked`: variables whose values are not known, with the reason; `found`: how
    many texts the data source gave for a variable, before the variable's own pattern."""

    audited: AuditedDashboard
    dashboard: Dashboard
    scope: Scope
    unasked: Mapping[str, str] = field(default_factory=dict)
    found: Mapping[str, int] = field(default_factory=dict)


def opened_dashboards(ctx: AuditContext) -> tuple[OpenedDashboard, ...]:
    if __name__ not in ctx.memo:
        ctx.memo[__name__] = tuple(_opened(audited, ctx) for audited in ctx.dashboards)
    opened: tuple[OpenedDashboard, ...] = ctx.memo[__name__]
    return opened


def scrape_interval(ctx: AuditContext) -> float:
    return max((target.interval for target in ctx.system.targets), default=0.0) or _DEFAULT_INTERVAL_S


def _opened(audited: AuditedDashboard, ctx: AuditContext) -> OpenedDashboard:
    dashboard = widened(audited.dashboard)
    declared = [name for name, variable in dashboard.variables.items() if variable.is_asked]
    names = tuple(dict.fromkeys((*variables_needed(dashboard, Selection()), *declared)))
    time = TimeRange(ctx.system.at - RANGE_S, ctx.system.at)
    built_in = built_ins(_intervals(ctx), time, dashboard.title, dashboard.uid)
    answers: Answers = {}
    unasked: dict[str, str] = {}
    for _ in range(_MOST_ROUNDS):
        scope = Resolver(dashboard, {}, built_in, time.seconds, answers).resolve(names)
        if not scope.asked:
            break
        for asked in scope.asked:
            why = why_not_asked(asked.request.source, asked.uid, ctx, preferred=asked.preferred)
            answer = why or _answer(asked, ctx)
            if isinstance(answer, str) and (why or answer.startswith(_CANNOT)):
                unasked[asked.name] = answer
            answers[asked.name] = answer
        dashboard = _with_short_patterns(dashboard, answers)
    # A matcher with an empty variable passes everything, so that its panels show what else they lack.
    for name in (*scope.empty, *scope.unknown):
        scope.values[name] = constant(".*")
    found = {name: len(answer) for name, answer in answers.items() if not isinstance(answer, str)}
    return OpenedDashboard(audited, dashboard, scope, unasked | scope.unknown, found)


def _intervals(ctx: AuditContext) -> dict[str, str]:
    seconds = RATE_FACTOR * scrape_interval(ctx)
    names = ("__interval", "__rate_interval", "__auto")
    milliseconds = {f"{name}_ms": str(round(seconds * 1000)) for name in ("__interval", "__rate_interval")}
    return dict.fromkeys(names, format_duration(seconds)) | milliseconds


def _with_short_patterns(dashboard: Dashboard, answers: Answers) -> Dashboard:
    """Of a variable with very many values any value passes, instead of a pattern with all of them."""
    many = [name for name, answer in answers.items() if not isinstance(answer, str) and len(answer) > _MOST_VALUES]
    wide = {
        name: replace(variable, all_value=variable.all_value or ".+")
        for name in many
        if (variable := dashboard.variables[name]).stands_for_all and variable.include_all
    }
    return replace(dashboard, variables={**dashboard.variables, **wide}) if wide else dashboard


_CANNOT = "an audit does not ask"


def _answer(asked: AskedVariable, ctx: AuditContext) -> Sequence[str] | str:
    request = asked.request
    key = f"{__name__} {request.source} {request.path} {request.params} {request.only}"
    if key not in ctx.memo:
        ctx.memo[key] = _asked(request, ctx)
    answer: Sequence[str] | str = ctx.memo[key]
    return answer


def _asked(request: VariableRequest, ctx: AuditContext) -> Sequence[str] | str:
    ask = ctx.ask if request.source == "prometheus" or ctx.loki is None else ctx.loki
    try:
        if request.only:
            pattern = js_regex(request.only)
            return sorted(name for name in ctx.system.metrics if pattern.search(name))
        if request.label == NAME and not request.selector:
            return sorted(ctx.system.metrics)
        if request.label:
            return ask.label_values(request.label, request.selector)
        if request.path == "labels":
            return ask.label_names(request.selector)
        if request.wants in ("result", "series"):
            return _texts(request, ask.values([request.selector])[0])
    except (re.error, *UNREADABLE) as error:
        return str(error)
    return f"{_CANNOT} what the variable asks"


def _texts(request: VariableRequest, result: QueryResult) -> Sequence[str] | str:
    if result.error:
        return result.error
    if request.wants == "series":
        return texts_of(request, [dict(sample.labels) for sample in result.samples])
    series = [{"metric": dict(sample.labels), "value": [0, str(sample.value)]} for sample in result.samples]
    return texts_of(request, {"resultType": "vector", "result": series})
