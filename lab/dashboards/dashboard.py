"""A dashboard as it is asked: its panels, variables and data sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lab.dashboards.data_sources import DataSources, data_sources
from lab.dashboards.files import read_dashboards
from lab.dashboards.panels import Panel, panels_of
from lab.dashboards.variables import Variable, variables_of


@dataclass(frozen=True, slots=True)
class Dashboard:
    title: str
    uid: str
    panels: tuple[Panel, ...]
    variables: Mapping[str, Variable]
    sources: DataSources


def dashboards_in(text: str, file: str, given: Mapping[str, str]) -> tuple[Dashboard, ...]:
    """`given`: variable or input -> value, from the scenario. Raises `Problems`."""
    return tuple(dashboard_of(raw, given) for raw in read_dashboards(text, file))


def dashboard_of(raw: Mapping[str, Any], given: Mapping[str, str]) -> Dashboard:
    return Dashboard(
        title=str(raw.get("title") or ""),
        uid=str(raw.get("uid") or ""),
        panels=panels_of(raw),
        variables={variable.name: variable for variable in variables_of(raw)},
        sources=data_sources(raw, given),
    )
