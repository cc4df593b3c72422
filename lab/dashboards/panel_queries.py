"""The queries of a Grafana dashboard file, with its variables given values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from lab.dashboards.data_sources import data_sources
from lab.dashboards.panels import panels_of, targets_of, title_of, unit_of
from lab.dashboards.variables import default_values, with_values
from lab.errors import Place, Problem
from lab.language.logql import is_log_query, logql_error
from lab.language.promql import promql_error

SourceType: TypeAlias = Literal["prometheus", "loki"]

_SUPPORTED: Mapping[str, SourceType] = {"prometheus": "prometheus", "loki": "loki"}


@dataclass(frozen=True, slots=True)
class PanelQuery:
    """`unit` and `legend` as Grafana spells them, for drawing. `source`: type of the data source, `uid` its own."""

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
    """Every query of every panel, or of those with these titles. `built_in` gives `__rate_interval` and the like;
    `place` is what problems with a panel point to."""
    try:
        dashboard = json.loads(text)
    except json.JSONDecodeError as error:
        return (), (Problem(Place(file, error.lineno, error.colno), f"not JSON: {error.msg.lower()}"),)
    if not isinstance(dashboard, dict):
        return (), (Problem(Place(file, 1, 1), "a dashboard must be a mapping; export it from Grafana as JSON"),)
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
    """Or why it cannot be asked, to follow the panel's title."""
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
