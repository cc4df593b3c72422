"""The panels of a dashboard file, and the targets (queries) of a panel, as Grafana's JSON has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from lab.language.json_values import mapping, mappings

Panel: TypeAlias = Mapping[str, Any]

_WITHOUT_QUERIES = ("row", "text", "news", "dashlist", "welcome")


def panels_of(dashboard: Mapping[str, Any]) -> list[Panel]:
    """Panels in reading order; those of collapsed rows are inside the row."""
    panels: list[Panel] = []
    for panel in mappings(dashboard.get("panels")):
        panels.extend(mappings(panel.get("panels")))
        if panel.get("type") not in _WITHOUT_QUERIES:
            panels.append(panel)
    return panels


def title_of(panel: Panel) -> str:
    return str(panel.get("title") or f"panel {panel.get('id', '?')}")


def unit_of(panel: Panel) -> str:
    return str(mapping(mapping(panel.get("fieldConfig")).get("defaults")).get("unit", ""))


def targets_of(panel: Panel) -> list[dict[str, Any]]:
    """Those that have a query and are not hidden."""
    return [target for target in mappings(panel.get("targets")) if target.get("expr") and not target.get("hide")]


def panel_titles(text: str) -> tuple[str, ...]:
    """The titles of the panels that have a query; none when the file is not a dashboard, which `panel_queries` says."""
    try:
        dashboard = json.loads(text)
    except json.JSONDecodeError:
        return ()
    return tuple(dict.fromkeys(title_of(panel) for panel in panels_of(mapping(dashboard)) if targets_of(panel)))
