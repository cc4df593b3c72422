"""The data source of a panel's query.

A dashboard file names it by type and uid, through a variable or, in older files, by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lab.language.json_values import mapping, mappings
from lab.language.logql import is_log_query
from lab.language.promql import promql_error

# An input of an export is called after its data source: `DS_MY-PROMETHEUS`.
_VARIABLE = re.compile(r"\$\{([^{}:]+)(?::\w+)?\}|\$(\w+)|\[\[(\w+)\]\]")
MIXED, OTHER_PANEL, GRAFANA, EXPRESSION = "-- Mixed --", "-- Dashboard --", "-- Grafana --", "__expr__"
_PLACEHOLDERS = ("default", MIXED)  # stand for another data source
_SPECIAL = {OTHER_PANEL: OTHER_PANEL, GRAFANA: GRAFANA, "grafana": GRAFANA, EXPRESSION: EXPRESSION}
_COMPATIBLE = {"grafana-amazonprometheus-datasource": "prometheus", "grafana-azureprometheus-datasource": "prometheus"}
# In file names and texts of before Grafana 8.3 only the name of a data source is known; mostly its type is in it.
_NAMES = {
    "loki": "loki",
    "influx": "influxdb",
    "elastic": "elasticsearch",
    "graphite": "graphite",
    "tempo": "tempo",
    "jaeger": "jaeger",
    "cloudwatch": "cloudwatch",
    "opentsdb": "opentsdb",
    "mysql": "mysql",
    "postgres": "postgres",
}
_FIELDS = {  # of a target without `expr` -> the type of data source that has them
    "rawSql": "sql",
    "bucketAggs": "elasticsearch",
    "measurement": "influxdb",
    "target": "graphite",
    "dimensions": "cloudwatch",
    "metricQuery": "stackdriver",
    "azureMonitor": "grafana-azure-monitor-datasource",
    "lucene": "elasticsearch",
}


@dataclass(frozen=True, slots=True)
class DataSource:
    """`type` is empty when the file does not name it, `uid` when it is only known while Grafana runs. `preferred`:
    Grafana takes another one of the type when it has none with this uid or name."""

    type: str = ""
    uid: str = ""
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class DataSources:
    """The data sources behind the variables and `__inputs` of a dashboard, by name."""

    variables: Mapping[str, DataSource]

    def of(self, panel: Any, target: Mapping[str, Any]) -> DataSource:
        """The data source of a target, else of its panel (`panel`: its `datasource`), else the one its fields fit."""
        for reference in (target.get("datasource"), panel):
            source = self.named(reference)
            if _is_guess(reference, source) and source.type != "loki" and target.get("expr"):
                continue  # "Temporal" is not Tempo: of these names, only Loki's queries have an `expr`
            if source.type:
                return source
            if source.uid:
                return DataSource(_fitting(target), source.uid, source.preferred)
        return DataSource(_fitting(target))

    def named(self, reference: Any) -> DataSource:
        """What a `datasource` names: a mapping since Grafana 8.3, a bare name before."""
        by_name = not isinstance(reference, dict)
        fields = {"uid": reference} if by_name else reference
        uid, type_ = str(fields.get("uid") or ""), str(fields.get("type") or "")
        type_ = _COMPATIBLE.get(type_, type_)
        if special := _SPECIAL.get(uid) or _SPECIAL.get(type_):
            return DataSource(special)
        if uid in _PLACEHOLDERS:
            return DataSource()
        if variable := _VARIABLE.fullmatch(uid):
            source = self.variables.get(variable[1] or variable[2] or variable[3], DataSource())
            return DataSource(type_ or source.type, source.uid, source.preferred)
        if by_name:
            return DataSource(next((type_ for name, type_ in _NAMES.items() if name in uid.lower()), ""), "")
        return DataSource("" if type_ == "datasource" else type_, uid)


def _is_guess(reference: Any, source: DataSource) -> bool:
    """Whether the type was guessed from a bare name."""
    return isinstance(reference, str) and not _VARIABLE.fullmatch(reference) and source.type in _NAMES.values()


def _fitting(target: Mapping[str, Any]) -> str:
    """The type of a data source whose queries have the fields of this one."""
    expr = target.get("expr")
    if isinstance(expr, str) and expr:
        return "loki" if is_log_query(expr) and promql_error(expr) is not None and "|" in expr else "prometheus"
    return next((type_ for field, type_ in _FIELDS.items() if target.get(field)), "prometheus")


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
            type_ = str(variable.get("query") or "")
            sources[name] = DataSource(_COMPATIBLE.get(type_, type_), known, preferred=name not in values)
    return DataSources(sources)
