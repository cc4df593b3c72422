"""The queries of a Grafana dashboard file, with its variables given values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from lab.dashboards.data_sources import data_sources
from lab.dashboards.panels import panels_of, read_dashboard, targets_of, title_of, unit_of
from lab.dashboards.variables import default_values, with_values
from lab.errors import Place, Problem, Problems
from lab.language.logql import is_log_query, logql_error
from lab.language.promql import promql_error

SourceType: TypeAlias = Literal["prometheus", "loki"]

_SUPPORTED: Mapping[str, SourceType] = {"prometheus": "prometheus", "loki": "loki"}


@dataclass(frozen=True, slots=True)
class PanelQuery:
    """A query of a panel. `unit` and `legend` are in Grafana's notation, `source` and `uid` of its data source."""

    panel: str
    ref: str
    query: str
    unit: str = ""
    legend: str = ""
    source: SourceType = "prometheus"
    uid: str = ""
    logs: bool = False  # a log query: lines, not values


def panel_queries(
    text: str,
    file: str,
    values: Mapping[str, str],
    built_in: Mapping[str, str],
    place: Place,
    titles: tuple[str, ...] = (),
) -> tuple[tuple[PanelQuery, ...], tuple[Problem, ...]]:
    """The queries of all panels, or of those with these titles, and the problems with them.

    `values`: variable -> value, from the scenario. `built_in`: the variables that Grafana sets, such as
    `__rate_interval`. `file` is the path in messages, `place` where problems of a panel are reported.
    """
    try:
        dashboard = read_dashboard(text, file)
    except Problems as error:
        return (), error.problems
    known = {**default_values(dashboard), **built_in, **values}
    sources = data_sources(dashboard, values)
    queries, problems = [], []
    for panel in panels_of(dashboard):
        if titles and title_of(panel) not in titles:
            continue
        for target in targets_of(panel):
            source = sources.of(panel, target)
            query = _query(panel, target, source.type, source.uid, known)
            if isinstance(query, PanelQuery):
                queries.append(query)
            else:
                problems.append(Problem(place, f"panel {title_of(panel)!r}{query}"))
    if not queries and not problems:
        problems.append(Problem(place, f"{file} has no panel with a query"))
    return tuple(queries), tuple(problems)


def _query(
    panel: Mapping[str, Any], target: Mapping[str, Any], type_: str, uid: str, values: Mapping[str, str]
) -> PanelQuery | str:
    """The query, or why it cannot be sent, to follow the panel's title in a message."""
    query, missing = with_values(str(target["expr"]), values)
    source = _SUPPORTED.get(type_)
    if source is None:
        return (
            f" queries a data source of type {type_!r}, and lab can query only {' and '.join(_SUPPORTED)}; "
            "select the other panels with 'titles'"
        )
    if missing:
        return f" uses {', '.join(f'${name}' for name in missing)}, which has no value; give it in 'with'"
    if error := _error(source, query):
        return f": {error}"
    return PanelQuery(
        panel=title_of(panel),
        ref=str(target.get("refId", "A")),
        query=query,
        unit=unit_of(panel),
        legend=str(target.get("legendFormat", "")),
        source=source,
        uid=uid,
        logs=source == "loki" and is_log_query(query),
    )


def _error(source: SourceType, query: str) -> str | None:
    if source == "loki":
        error = logql_error(query)
        return error and f"LogQL does not parse: {error}"
    error = promql_error(query)
    return error and f"PromQL does not parse: {error}"
