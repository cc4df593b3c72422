"""Which data source a panel's query goes to: a dashboard file names it by type and uid, through variables, or, in older
files, by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lab.language.json_values import mapping, mappings

_VARIABLE = re.compile(r"\$\{(\w+)(?::\w+)?\}|\$(\w+)|\[\[(\w+)\]\]")
_NO_SOURCE = ("default", "-- Mixed --", "-- Dashboard --", "-- Grafana --")  # names that stand for another one


@dataclass(frozen=True, slots=True)
class DataSource:
    """`type` is empty when the file does not give it, `uid` when it is not known before Grafana runs."""

    type: str = ""
    uid: str = ""


@dataclass(frozen=True, slots=True)
class DataSources:
    """The data sources that the variables of a dashboard, and the inputs of an exported one, stand for."""

    variables: Mapping[str, DataSource]

    def of(self, panel: Mapping[str, Any], target: Mapping[str, Any]) -> DataSource:
        """The target's own, or else the panel's; Prometheus when neither names one."""
        for reference in (target.get("datasource"), panel.get("datasource")):
            source = self._resolved(reference)
            if source.type or source.uid:
                return DataSource(source.type or "prometheus", source.uid)
        return DataSource("prometheus")

    def _resolved(self, reference: Any) -> DataSource:
        named = not isinstance(reference, dict)
        given = {"uid": reference} if named else reference
        uid, type_ = str(given.get("uid") or ""), str(given.get("type") or "")
        if uid in _NO_SOURCE:
            return DataSource()
        if variable := _VARIABLE.fullmatch(uid):
            stands_for = self.variables.get(variable[1] or variable[2] or variable[3], DataSource())
            return DataSource(type_ or stands_for.type, stands_for.uid)
        if named:
            # Grafana proposes the type as the name, and most people leave it so.
            return DataSource("loki" if "loki" in uid.lower() else "prometheus" if uid else "")
        return DataSource("" if type_ == "datasource" else type_, uid)


def data_sources(dashboard: Mapping[str, Any], values: Mapping[str, str]) -> DataSources:
    """`values`: variable -> value that the scenario gives it, here a uid."""
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
            known = "" if uid in _NO_SOURCE or _VARIABLE.fullmatch(uid) else uid
            sources[name] = DataSource(str(variable.get("query") or ""), known)
    return DataSources(sources)
