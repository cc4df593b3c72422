"""The queries of a Grafana dashboard file, with its variables given values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from lab.errors import Place, Problem
from lab.plan.model import PanelQuery
from lab.plan.promql import promql_error

_VARIABLE = re.compile(r"\$\{(?P<braced>\w+)(?::\w+)?\}|\$(?P<bare>\w+)|\[\[(?P<old>\w+)\]\]")
_NO_QUERIES = ("row", "text", "news", "dashlist", "welcome")


def panel_queries(
    text: str, file: str, values: Mapping[str, str], built_in: Mapping[str, str], place: Place
) -> tuple[tuple[PanelQuery, ...], tuple[Problem, ...]]:
    """Every query of every panel. `built_in` gives `__rate_interval` and the like; `place` is who asks."""
    try:
        dashboard = json.loads(text)
    except json.JSONDecodeError as error:
        return (), (Problem(Place(file, error.lineno, error.colno), f"not JSON: {error.msg.lower()}"),)
    known = {**_defaults(dashboard), **built_in, **values}
    queries, problems = [], []
    for panel in _panels(dashboard):
        title = str(panel.get("title") or f"panel {panel.get('id', '?')}")
        for target in panel.get("targets") or ():
            if target.get("hide"):
                continue
            query, missing = _resolved(str(target.get("expr", "")), known)
            if missing:
                names = ", ".join(f"${name}" for name in missing)
                problems.append(Problem(place, f"panel {title!r} uses {names}, which has no value; give it in 'with'"))
            elif wrong := promql_error(query):
                problems.append(Problem(place, f"panel {title!r}: PromQL does not parse: {wrong}"))
            else:
                unit = str(panel.get("fieldConfig", {}).get("defaults", {}).get("unit", ""))
                legend = str(target.get("legendFormat", ""))
                queries.append(PanelQuery(title, str(target.get("refId", "A")), query, unit, legend))
    if not queries and not problems:
        problems.append(Problem(place, f"{file} has no panel with a query"))
    return tuple(queries), tuple(problems)


def _panels(dashboard: Any) -> list[dict[str, Any]]:
    """Panels in reading order; those of collapsed rows are inside the row."""
    found: list[dict[str, Any]] = []
    for panel in dashboard.get("panels", ()) if isinstance(dashboard, dict) else ():
        found.extend(panel.get("panels") or ())
        if panel.get("type") not in _NO_QUERIES:
            found.append(panel)
    return found


def _defaults(dashboard: Any) -> dict[str, str]:
    """The value each variable has when the dashboard is opened."""
    values = {}
    templating = dashboard.get("templating", {}) if isinstance(dashboard, dict) else {}
    for variable in templating.get("list", ()):
        current = variable.get("current", {}).get("value")
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
