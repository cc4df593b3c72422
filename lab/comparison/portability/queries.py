"""The PromQL written for a scenario's names and labels: its Prometheus rules, and the panels that it queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import Literal

from lab.configs.yaml_file import read_config
from lab.expectations.panels import PanelsCheck
from lab.language.json_values import mapping, mappings
from lab.plan.model import LabPlan
from lab.plan.mounted_files import rule_files


@dataclass(frozen=True, slots=True)
class WrittenQuery:
    """One query, and the rule or panel that it belongs to. `file`: its path for display."""

    kind: Literal["alert", "recording rule", "panel"]
    name: str
    file: str
    query: str


def written_queries(plan: LabPlan) -> tuple[WrittenQuery, ...]:
    """Without repeats and without Loki queries. `plan` must have the scenario's own steps: they name the dashboards."""
    return tuple(dict.fromkeys((*_rules(plan), *_panels(plan))))


def _rules(plan: LabPlan) -> Iterator[WrittenQuery]:
    for service in plan.services:
        if "prometheus" not in service.roles:
            continue
        for file in rule_files(service):
            for group in mappings(mapping(read_config(file.text, file.source).data).get("groups")):
                for rule in mappings(group.get("rules")):
                    query = str(rule.get("expr", "")).strip()
                    if "alert" in rule:
                        yield WrittenQuery("alert", str(rule["alert"]), file.source, query)
                    elif "record" in rule:
                        yield WrittenQuery("recording rule", str(rule["record"]), file.source, query)


def _panels(plan: LabPlan) -> Iterator[WrittenQuery]:
    for check in plan.checks():
        if isinstance(check.spec, PanelsCheck):
            # The path of a dashboard is relative to the scenario's folder.
            file = normpath(join(dirname(check.place.file), check.spec.dashboard))
            for query in check.spec.panel_queries:
                if query.source == "prometheus":
                    yield WrittenQuery("panel", query.panel, file, query.query.strip())
