"""The data source of a panel's query.

A dashboard file names it by type and uid, through a variable or, in older files, by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lab.language.json_values import mapping, mappings

_VARIABLE = re.compile(r"\$\{(\w+)(?::\w+)?\}|\$(\w+)|\[\[(\w+)\]\]")
_PLACEHOLDERS = ("default", "-- Mixed --", "-- Dashboard --", "-- Grafana --")  # stand for another data source


@dataclass(frozen=True, slots=True)
class DataSource:
    """`type` is empty when the file does not name it, `uid` when it is only known while Grafana runs."""

    type: str = ""
    uid: str = ""


@dataclass(frozen=True, slots=True)
class DataSources:
    """The data sources behind the variables and `__inputs` of a dashboard, by name."""

    variables: Mapping[str, DataSource]

    def of(self, panel: Mapping[str, Any], target: Mapping[str, Any]) -> DataSource:
        """The data source of the target, else of the panel, else Prometheus."""
        for reference in (target.get("datasource"), panel.get("datasource")):
            source = self._resolve(reference)
            if source.type or source.uid:
                return DataSource(source.type or "prometheus", source.uid)
        return DataSource("prometheus")

    def _resolve(self, reference: Any) -> DataSource:
        by_name = not isinstance(reference, dict)
        fields = {"uid": reference} if by_name else reference
        uid, type_ = str(fields.get("uid") or ""), str(fields.get("type") or "")
        if uid in _PLACEHOLDERS:
            return DataSource()
        if variable := _VARIABLE.fullmatch(uid):
            source = self.variables.get(variable[1] or variable[2] or variable[3], DataSource())
            return DataSource(type_ or source.type, source.uid)
        if by_name:
            # Grafana suggests the type as the name, and most people keep it.
            return DataSource("loki" if "loki" in uid.lower() else "prometheus" if uid else "")
        return DataSource("" if type_ == "datasource" else type_, uid)


def data_sources(dashboard: Mapping[str, Any], values: Mapping[str, str]) -> DataSources:
    """`values`: variable or input -> uid, from the scenario."""
    sources: dict[str, DataSource] = {}
    for declared in mappings(dashboard.get("__inputs")):
        if declared.get("type") == "datasource":
            name = str(declared.get("name"))
            sources[name] = DataSource(str(declared.get("pluginId") or ""), values.get(name, ""))
    templating = dashboard.get("templating")
    for variable in mappings(mapping(templating).get("list")):
        if variable.get("type") == "datasource":
            name = str(variable.get("name"))
            current = variable.get("current")
            chosen = current.get("value") if isinstance(current, dict) else None
            chosen = chosen[0] if isinstance(chosen, list) and chosen else chosen
            uid = values.get(name, chosen if isinstance(chosen, str) else "")
            known = "" if uid in _PLACEHOLDERS or _VARIABLE.fullmatch(uid) else uid
            sources[name] = DataSource(str(variable.get("query") or ""), known)
    return DataSources(sources)
