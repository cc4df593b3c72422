"""What is wrong with a dashboard's queries before anything runs. Values that are not known yet are stood in for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from lab.configs.promql_features import ALL_FEATURES, query_error
from lab.dashboards.built_ins import WHEN_PLANNED, built_ins
from lab.dashboards.dashboard import Dashboard
from lab.dashboards.interpolation import Value, interpolated, references
from lab.dashboards.panel_queries import PanelQuery, Selection, Unasked, queries_and_unasked, variables_needed
from lab.dashboards.resolution import Resolver, Scope
from lab.dashboards.variables import ALL
from lab.language.counting import count
from lab.language.logql import logql_error
from lab.language.promql_syntax.correction import with_correction

_STAND_INS = ("x", "5m", "1", "sum", "s", '{x="x"}')
_DURATION_BEFORE = re.compile(r"(?:\[\s*|:\s*|offset\s+-?)\Z")
_NAMED_GROUP = re.compile(r"\(\?P?<(\w+)>")
_BY_TIME = ("__from", "__to", "__range", "__range_s", "__range_ms")
_MAX_NAMED = 4  # panels in one message


def planned_queries(
    dashboard: Dashboard,
    given: Mapping[str, str],
    intervals: Mapping[str, str],
    selection: Selection,
    without: frozenset[str] = frozenset(),
    features: frozenset[str] = ALL_FEATURES,
) -> tuple[tuple[PanelQuery, ...], tuple[Unasked, ...], tuple[str, ...]]:
    """The queries as far as they are known before the lab runs, what is not asked, and what is wrong. `without`: types
    of data sources that the lab does not have; `features`: feature flags of its Prometheus."""
    names = variables_needed(dashboard, selection)
    scope, stood_in = _planned_scope(dashboard, given, intervals, names)
    queries, unasked = queries_and_unasked(dashboard, scope, selection, without)
    undeclared: dict[str, list[str]] = {}
    problems: list[str] = []
    checked: list[PanelQuery] = []
    for query in queries:
        missing = [name for name in query.variables if name not in scope.values and not _is_group(name, query.written)]
        for name in missing:
            undeclared.setdefault(name, []).append(query.panel)
        query, error = _checked(query, scope, stood_in, features)
        if error and not missing:
            problems.append(f"panel {query.panel!r}: {_message(query, error)}")
        checked.append(query)
    return tuple(checked), unasked, (*_undeclared(undeclared), *dict.fromkeys(problems))


def is_known_when_planned(dashboard: Dashboard, given: Mapping[str, str], selection: Selection) -> bool:
    """Whether no query depends on the time range, or on values that are asked of a data source."""
    repeated = {name for panel in dashboard.panels for name in panel.repeats}
    for name in variables_needed(dashboard, selection):
        variable = dashboard.variables.get(name)
        if name in given or (variable is None and name not in _BY_TIME):
            continue
        if variable is None or variable.type == "interval":
            return False
        if variable.is_asked and (name in repeated or not variable.is_all_by_itself):
            return False
        if references(variable.all_value):
            return False
    return True


def _planned_scope(
    dashboard: Dashboard, given: Mapping[str, str], intervals: Mapping[str, str], names: Iterable[str]
) -> tuple[Scope, frozenset[str]]:
    """The values of the variables, and the names of those that are stood in for."""
    built_in = built_ins(intervals, WHEN_PLANNED, dashboard.title, dashboard.uid)
    answers: dict[str, tuple[str, ...]] = {}
    names = tuple(names)
    while True:
        scope = Resolver(dashboard, given, built_in, WHEN_PLANNED.seconds, answers).resolve(names)
        if not scope.asked:
            return scope, frozenset(answers)
        for asked in scope.asked:
            variable = dashboard.variables[asked.name]
            saved = tuple(value for value in variable.current or () if value != ALL)
            # With a pattern, a saved value is what came of the answer, not what is in it.
            answers[asked.name] = (saved if not variable.regex else ()) or variable.options or (_STAND_INS[0],)


def _is_group(name: str, query: str) -> bool:
    """Whether `$name` is a named group of a pattern in `label_replace`."""
    return name in _NAMED_GROUP.findall(query)


def _checked(
    query: PanelQuery, scope: Scope, stood_in: frozenset[str], features: frozenset[str]
) -> tuple[PanelQuery, str]:
    """The query with stand-ins that fit, and why it cannot be sent with any."""
    error = _error(query, features)
    open_ = [name for name in query.variables if name in stood_in or name in scope.empty]
    if not error or not open_:
        return query, error
    for text in _attempts(query, scope, open_):
        attempt = replace(query, query=text)
        if not _error(attempt, features):
            return attempt, ""
    return query, error


def _attempts(query: PanelQuery, scope: Scope, open_: list[str]) -> Iterator[str]:
    values = dict(scope.values)
    for name in open_:
        at = query.written.find(f"${name}"), query.written.find(f"${{{name}")
        before = [query.written[:position] for position in at if position >= 0]
        fits = "5m" if any(_DURATION_BEFORE.search(text) for text in before) else "x"
        values[name] = Value((fits,), verbatim=True)
    yield interpolated(query.written, values)
    for stand_in in _STAND_INS:
        values.update((name, Value((stand_in,), verbatim=True)) for name in open_)
        yield interpolated(query.written, values)


def _error(query: PanelQuery, features: frozenset[str]) -> str:
    if query.source == "loki":
        return logql_error(query.query) or ""
    return query_error(query.query, features) or ""


def _message(query: PanelQuery, error: str) -> str:
    if query.source == "loki":
        return f"LogQL does not parse: {error}"
    return f"PromQL does not parse: {with_correction(query.query, error)}"


def _undeclared(panels_of: Mapping[str, list[str]]) -> Iterator[str]:
    for name, panels in panels_of.items():
        titles = list(dict.fromkeys(panels))
        named = ", ".join(map(repr, titles[:_MAX_NAMED]))
        more = f" and {len(titles) - _MAX_NAMED} more" if len(titles) > _MAX_NAMED else ""
        used = "uses" if len(titles) == 1 else "use"
        yield (
            f"${name} has no value: the dashboard declares no such variable, and {count(len(titles), 'panel')} {used} "
            f"it ({named}{more}); give it in 'with'"
        )
