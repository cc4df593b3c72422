"""The queries of a Grafana dashboard file, with its variables given values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Literal

from lab.errors import Place, Problem, Problems
from lab.expectations.specs import PanelQuery
from lab.language.logql import is_log_query, logql_error
from lab.language.promql import promql_error, seconds_of
from lab.language.quantities import spell_duration
from lab.language.strict_yaml import read
from lab.plan.json_values import mapping, mappings
from lab.plan.model import ServicePlan
from lab.plan.panel_sources import data_sources

# `$1` is what label_replace calls its groups.
_VARIABLE = re.compile(r"\$\{(?P<braced>\w+)(?::\w+)?\}|\$(?P<bare>(?!\d+\b)\w+)|\[\[(?P<old>\w+)(?::\w+)?\]\]")
_NO_QUERIES = ("row", "text", "news", "dashlist", "welcome")
_ASKED: Mapping[str, Literal["prometheus", "loki"]] = {"prometheus": "prometheus", "loki": "loki"}


def panel_queries(
    text: str,
    file: str,
    values: Mapping[str, str],
    built_in: Mapping[str, str],
    place: Place,
    titles: tuple[str, ...] = (),
) -> tuple[tuple[PanelQuery, ...], tuple[Problem, ...]]:
    """Every query of every panel, or of those with these titles. `built_in` gives `__rate_interval` and the like;
    `place` is who asks."""
    try:
        dashboard = json.loads(text)
    except json.JSONDecodeError as error:
        return (), (Problem(Place(file, error.lineno, error.colno), f"not JSON: {error.msg.lower()}"),)
    if not isinstance(dashboard, dict):
        return (), (Problem(Place(file, 1, 1), "a dashboard must be a mapping; export it from Grafana as JSON"),)
    known = {**_defaults(dashboard), **built_in, **values}
    sources = data_sources(dashboard, values)
    queries, problems = [], []
    for panel in _panels(dashboard):
        title = _title(panel)
        if titles and title not in titles:
            continue
        for target in _targets(panel):
            query, missing = _resolved(str(target["expr"]), known)
            source = sources.of(panel, target)
            kind = _ASKED.get(source.type)
            if kind is None:
                what = (
                    f"panel {title!r} asks a data source of type {source.type!r}, and lab asks {' and '.join(_ASKED)}"
                )
                problems.append(Problem(place, f"{what}; name the panels that it can ask with 'titles'"))
            elif missing:
                names = ", ".join(f"${name}" for name in missing)
                problems.append(Problem(place, f"panel {title!r} uses {names}, which has no value; give it in 'with'"))
            elif wrong := _error(kind, query):
                problems.append(Problem(place, f"panel {title!r}: {wrong}"))
            else:
                unit = str(mapping(mapping(panel.get("fieldConfig")).get("defaults")).get("unit", ""))
                legend = str(target.get("legendFormat", ""))
                ref = str(target.get("refId", "A"))
                logs = kind == "loki" and is_log_query(query)
                queries.append(PanelQuery(title, ref, query, unit, legend, kind, source.uid, logs))
    if not queries and not problems:
        problems.append(Problem(place, f"{file} has no panel with a query"))
    return tuple(queries), tuple(problems)


def panel_titles(text: str) -> tuple[str, ...]:
    """The titles of the panels that have a query; none when the file is no dashboard, which `panel_queries` says."""
    try:
        dashboard = json.loads(text)
    except json.JSONDecodeError:
        return ()
    panels = _panels(mapping(dashboard))
    return tuple(dict.fromkeys(_title(panel) for panel in panels if _targets(panel)))


def _title(panel: Mapping[str, Any]) -> str:
    return str(panel.get("title") or f"panel {panel.get('id', '?')}")


def _targets(panel: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [each for each in mappings(panel.get("targets")) if each.get("expr") and not each.get("hide")]


def _error(kind: Literal["prometheus", "loki"], query: str) -> str | None:
    if kind == "loki":
        wrong = logql_error(query)
        return wrong and f"this LogQL cannot be asked: {wrong}"
    wrong = promql_error(query)
    return wrong and f"PromQL does not parse: {wrong}"


def _panels(dashboard: dict[str, Any]) -> list[dict[str, Any]]:
    """Panels in reading order; those of collapsed rows are inside the row."""
    found: list[dict[str, Any]] = []
    for panel in mappings(dashboard.get("panels")):
        found.extend(mappings(panel.get("panels")))
        if panel.get("type") not in _NO_QUERIES:
            found.append(panel)
    return found


def _defaults(dashboard: dict[str, Any]) -> dict[str, str]:
    """The value each variable has when the dashboard is opened."""
    values = {}
    for variable in mappings(mapping(dashboard.get("templating")).get("list")):
        current = mapping(variable.get("current")).get("value")
        if variable.get("type") in ("constant", "textbox", "custom", "interval") and current is None:
            current = str(variable.get("query", "")).split(",")[0]
        if isinstance(current, list):
            current = "|".join(map(str, current))
        if current not in (None, "", "$__all"):
            values[str(variable.get("name"))] = str(current)
    return values


def _resolved(query: str, values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    missing: list[str] = []

    def value(found: re.Match[str]) -> str:
        name = found["braced"] or found["bare"] or found["old"]
        if name not in values:
            missing.append(name)
        return values.get(name, "")

    return _VARIABLE.sub(value, query), tuple(dict.fromkeys(missing))


def built_in_variables(services: tuple[ServicePlan, ...], problems: list[Problem]) -> dict[str, str]:
    """The variables Grafana fills itself, as it would with this scrape interval: rate over at least four scrapes."""
    interval = 1.0
    for service in services:
        for file in service.files:
            if "prometheus" in service.roles and file.target.endswith("prometheus.yml"):
                try:
                    document = read(file.text, file.source)
                except Problems as found:
                    problems.extend(found.problems)
                    continue
                settings = document.data.get("global") if isinstance(document.data, dict) else None
                if isinstance(settings, dict) and "scrape_interval" in settings:
                    given = seconds_of(settings["scrape_interval"])
                    if not given:
                        place = document.place(("global", "scrape_interval"))
                        message = f"{settings['scrape_interval']!r} is not a duration; write for instance 15s"
                        problems.append(Problem(place, message))
                    interval = given or interval
    return {
        "__interval": spell_duration(interval),
        "__auto": spell_duration(interval),
        "__interval_ms": str(round(interval * 1000)),
        "__rate_interval": spell_duration(4 * interval),
        "__range": "1m",
        "__range_s": "60",
        "__range_ms": "60000",
    }
