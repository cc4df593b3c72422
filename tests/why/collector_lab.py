"""The inventory of otel-collector-scrape as captured, and changes of it for single cases."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from lab.why.explain import explain
from lab.why.inventory import Inventory, Metric, Series, Target
from lab.why.model import Finding
from lab.why.planned_topology import planned_topology
from lab.why.serialization import from_detail
from tests.plan.planned import FOLDERS, planned

CAPTURED = Path(__file__).parents[1] / "comparison" / "captured" / "otel-collector-scrape.json"
LABELS = {"job": "otel-collector", "instance": "otel-collector:8889"}
TARGET = Target("otel-collector", LABELS, "http://otel-collector:8889/metrics", "up", "", 1.0)


@cache
def collector_inventory() -> Inventory:
    detail = json.loads(CAPTURED.read_text(encoding="utf-8"))["inventory"]
    return replace(
        from_detail("prometheus", detail),
        targets=(TARGET,),
        pools={"otel-collector": 0},
        topology=planned_topology(planned("otel-collector-scrape")),
    )


def with_series(inventory: Inventory, name: str, *label_sets: Mapping[str, str]) -> Inventory:
    series = tuple(Series(labels, inventory.taken_at - 1, live=True) for labels in label_sets)
    return replace(inventory, metrics={**inventory.metrics, name: Metric(series, len(series))})


def findings(query: str, inventory: Inventory | None = None) -> tuple[Finding, ...]:
    return explain(query, inventory or collector_inventory(), FOLDERS.dialects()).findings
