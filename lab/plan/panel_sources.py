"""Which data source a panel's query goes to, as a dashboard file says it: by type and uid, through variables, or as
older files do, by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lab.plan.json_values import mapping, mappings

_VARIABLE = re.compile(r"\$\{(\w+)(?::\w+)?\}|\$(\w+)|\[\[(\w+)\]\]")
_NO_SOURCE = ("default", "-- Mixed --", "-- Dashboard --", "-- Grafana --")  # which one is said elsewhere


@dataclass(frozen=True, slots=True)
class DataSource:
    """`type` is empty when nothing tells it, `uid` when it is not known before Grafana runs."""

    type: str = ""
    uid: str = ""


@dataclass(frozen=True, slots=True)
class DataSources:
    """The data sources that the variables of a dashboard, and the inputs of an exported one, stand for."""

    variables: Mapping[str, DataSource]

    def of(self, panel: Mapping[str, Any], target: Mapping[str, Any]) -> DataSource:
        """The target's own, or else the panel's; Prometheus when neither says."""
        for said in (target.get("datasource"), panel.get("datasource")):
            found = self._meant(said)
            if found.type or found.uid:
                return DataSource(found.type or "prometheus", found.uid)
        return DataSource("prometheus")

    def _meant(self, said: Any) -> DataSource:
        given = said if isinstance(said, dict) else {"uid": said, "named": True}
        uid, type_ = str(given.get("uid") or ""), str(given.get("type") or "")
        if uid in _NO_SOURCE:
            return DataSource()
        if variable := _VARIABLE.fullmatch(uid):
            stands_for = self.variables.get(variable[1] or variable[2] or variable[3], DataSource())
            return DataSource(type_ or stands_for.type, stands_for.uid)
        if given.get("named"):
            # A name; Grafana proposes the type for it, and most people leave it so.
            return DataSource("loki" if "loki" in uid.lower() else "prometheus" if uid else "")
        return DataSource("" if type_ == "datasource" else type_, uid)


def data_sources(dashboard: Mapping[str, Any], values: Mapping[str, str]) -> DataSources:
    """`values` are those that the scenario gives to variables: here a uid."""
    found: dict[str, DataSource] = {}
    for given in mappings(dashboard.get("__inputs")):
        if given.get("type") == "datasource":
            name = str(given.get("name"))
            found[name] = DataSource(str(given.get("pluginId") or ""), values.get(name, ""))
    templating = dashboard.get("templating")
    for variable in mappings(mapping(templating).get("list")):
        if variable.get("type") == "datasource":
            name = str(variable.get("name"))
            current = variable.get("current")
            chosen = current.get("value") if isinstance(current, dict) else None
            chosen = chosen[0] if isinstance(chosen, list) and chosen else chosen
            uid = values.get(name, chosen if isinstance(chosen, str) else "")
            known = "" if uid in _NO_SOURCE or _VARIABLE.fullmatch(uid) else uid
            found[name] = DataSource(str(variable.get("query") or ""), known)
    return DataSources(found)
