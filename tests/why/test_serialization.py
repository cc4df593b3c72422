"""An inventory in a record: all of a small one, and of a large one the most informative part."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from lab.stack.folders import Folders
from lab.why.inventory import AlertingRule, DroppedTarget, Inventory, Metric, Series
from lab.why.planned_topology import planned_topology
from lab.why.serialization import MAX_SIZE, dialects_of, from_detail, read_detail, to_detail
from lab.why.unselected import Unselected
from tests.plan.planned import CHECKOUT, planned
from tests.why.captured_labs import captured_lab

NOW = 1_760_000_000.0


@pytest.mark.parametrize("name", ["prom-pull-killed", "otel-direct"])
def test_from_detail_small_inventory(name: str) -> None:
    lab = captured_lab(name)
    detail = json.loads(json.dumps(to_detail(lab.inventory, lab.dialects)))
    assert from_detail("prometheus", detail) == lab.inventory
    assert dialects_of(detail) == lab.dialects


def test_dialects_of_every_shipped_dialect() -> None:
    dialects = Folders((CHECKOUT,), CHECKOUT).dialects()
    detail = json.loads(json.dumps(to_detail(captured_lab("prom-pull").inventory, dialects)))
    assert dialects_of(detail) == dialects
    assert read_detail("prometheus", detail) is not None


def test_from_detail_targets_rules_and_topology() -> None:
    lab = captured_lab("prom-pull")
    inventory = replace(
        lab.inventory,
        dropped=(DroppedTarget("api", {"__address__": "api:8001"}),),
        scrape_configs={"api": {"job_name": "api", "relabel_configs": [{"action": "drop", "regex": "a"}]}},
        alerts=(AlertingRule("X", "up == 0", "inactive", "", 60.0),),
        topology=planned_topology(planned("otel-collector-scrape")),
        unselected=(Unselected("ServiceMonitor", "shop/api", "is not selected", ("api",), ("HighHTTPErrorRate",)),),
    )
    detail = json.loads(json.dumps(to_detail(inventory, lab.dialects)))
    assert from_detail("prometheus", detail) == inventory


def test_from_detail_of_0_1_0() -> None:
    lab = captured_lab("prom-pull")
    detail = to_detail(lab.inventory, lab.dialects)
    old = {key: value for key, value in detail.items() if key not in ("dropped", "scrape_configs", "topology")}
    read = read_detail("prometheus", {**old, "alerts": ["X"]})
    assert read is not None
    assert read.alerts == (AlertingRule("X"),)


def test_read_detail_of_another_version() -> None:
    lab = captured_lab("otel-direct")
    detail = to_detail(lab.inventory, lab.dialects)
    assert read_detail("prometheus", detail) is not None
    assert read_detail("prometheus", {**detail, "targets": [{"address": "x"}]}) is None


def large_inventory(metrics: int, series: int, value: str = "v") -> Inventory:
    by_name = {
        f"metric_{number:04}": Metric(
            tuple(Series({"job": "api", "path": f"/{value}/{n}", "le": f"{n}"}, NOW - 1, True) for n in range(series)),
            series,
        )
        for number in range(metrics)
    }
    return Inventory("prometheus", NOW - 60, NOW, by_name)


@pytest.mark.parametrize(
    "large",
    [
        pytest.param(large_inventory(1, 20_000), id="one metric of many series"),
        pytest.param(large_inventory(1500, 40), id="many metrics"),
        pytest.param(large_inventory(700, 40, "v" * 5000), id="long values"),
    ],
)
def test_to_detail_maximum_size(large: Inventory) -> None:
    detail = to_detail(large, {})
    text = json.dumps({"events": [{"detail": detail}]}, indent=2)
    assert len(text) < MAX_SIZE * 1.05
    back = from_detail("prometheus", detail)
    assert len(back.metrics) + back.omitted == len(large.metrics)
    assert next(iter(back.metrics.values())).count == next(iter(large.metrics.values())).count


def test_to_detail_keeps_rare_values() -> None:
    buckets = [Series({"path": "/a", "le": f"{n}"}, NOW, True) for n in range(40)]
    rare = Series({"path": "/rare", "le": "0"}, NOW, True)
    same_values = [Series({"path": "/a", "le": f"{n}", "x": ""}, NOW, True) for n in range(40)]
    inventory = Inventory("prometheus", NOW - 60, NOW, {"m": Metric((*buckets[:20], *same_values, rare), 61)})
    kept = from_detail("prometheus", to_detail(inventory, {})).metrics["m"]
    assert {series.labels["path"] for series in kept.series} == {"/a", "/rare"}
