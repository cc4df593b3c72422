"""What somebody wrote for a scenario's names and labels: its rules for Prometheus and the panels that it asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import Literal

from lab.expectations.panels import PanelsCheck
from lab.language.json_values import mapping, mappings
from lab.language.strict_yaml import read
from lab.plan.model import LabPlan


@dataclass(frozen=True, slots=True)
class Written:
    """One query, and who asks it. `file` as a person reads it."""

    kind: Literal["alert", "recording rule", "panel"]
    name: str
    file: str
    query: str


def written_for(plan: LabPlan) -> tuple[Written, ...]:
    """Each once, of a plan that has the scenario's own steps: they name the dashboards. What asks Loki is left out."""
    return tuple(dict.fromkeys((*_rules(plan), *_panels(plan))))


def _rules(plan: LabPlan) -> Iterator[Written]:
    for service in plan.services:
        if "prometheus" not in service.roles:
            continue
        for file in service.files:
            if not file.target.endswith((".yml", ".yaml")):
                continue
            for group in mappings(mapping(read(file.text, file.source).data).get("groups")):
                for rule in mappings(group.get("rules")):
                    query = str(rule.get("expr", "")).strip()
                    if "alert" in rule:
                        yield Written("alert", str(rule["alert"]), file.source, query)
                    elif "record" in rule:
                        yield Written("recording rule", str(rule["record"]), file.source, query)


def _panels(plan: LabPlan) -> Iterator[Written]:
    for check in plan.checks():
        if isinstance(check.spec, PanelsCheck):
            # The scenario names a dashboard as seen from its own folder.
            file = normpath(join(dirname(check.place.file), check.spec.dashboard))
            for query in check.spec.panel_queries:
                if query.source == "prometheus":
                    yield Written("panel", query.panel, file, query.query.strip())
