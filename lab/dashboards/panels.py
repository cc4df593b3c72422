"""Reads a dashboard file: its panels, and the targets (queries) of a panel, as in Grafana's JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from lab.errors import Place, Problem, Problems
from lab.language.json_values import mapping, mappings

Panel: TypeAlias = Mapping[str, Any]

_TYPES_WITHOUT_QUERIES = ("row", "text", "news", "dashlist", "welcome")


def read_dashboard(text: str, file: str) -> dict[str, Any]:
    """The content of a dashboard file; `file` is its path in messages. Raises `Problems`."""
    try:
        dashboard = json.loads(text)
    except json.JSONDecodeError as error:
        place = Place(file, error.lineno, error.colno)
        raise Problems((Problem(place, f"not JSON: {error.msg.lower()}"),)) from None
    if not isinstance(dashboard, dict):
        message = "a dashboard must be a mapping; export it from Grafana as JSON"
        raise Problems((Problem(Place(file, 1, 1), message),))
    return dashboard


def panels_of(dashboard: Mapping[str, Any]) -> list[Panel]:
    """The panels with queries, in reading order; those of a collapsed row are inside the row."""
    panels: list[Panel] = []
    for panel in mappings(dashboard.get("panels")):
        panels.extend(mappings(panel.get("panels")))
        if has_queries(panel):
            panels.append(panel)
    return panels


def has_queries(panel: Panel) -> bool:
    """Whether a panel of this type has queries: a row or a text panel has none."""
    return panel.get("type") not in _TYPES_WITHOUT_QUERIES


def title_of(panel: Panel) -> str:
    return str(panel.get("title") or f"panel {panel.get('id', '?')}")


def unit_of(panel: Panel) -> str:
    return str(mapping(mapping(panel.get("fieldConfig")).get("defaults")).get("unit", ""))


def targets_of(panel: Panel) -> list[dict[str, Any]]:
    """The targets of a panel that have a query and are not hidden."""
    return [target for target in mappings(panel.get("targets")) if target.get("expr") and not target.get("hide")]


def panel_titles(text: str) -> tuple[str, ...]:
    """The titles of the panels that have a query; none when the text is not a dashboard."""
    try:
        dashboard = read_dashboard(text, "")
    except Problems:
        return ()
    return tuple(dict.fromkeys(title_of(panel) for panel in panels_of(dashboard) if targets_of(panel)))
