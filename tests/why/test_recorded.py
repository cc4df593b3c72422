"""What a record keeps of an inventory: all of a small one, and of a large one what tells most."""

from __future__ import annotations

import json

import pytest

from lab.why.inventory import Inventory, Metric, Series
from lab.why.recorded import ROOM, as_detail, dialects_of, from_detail
from tests.why.states import state

NOW = 1_760_000_000.0


@pytest.mark.parametrize("name", ["prom-pull-killed", "otel-direct"])
def test_what_was_kept_is_read_back(name: str) -> None:
    lab = state(name)
    detail = json.loads(json.dumps(as_detail(lab.held, lab.dialects)))
    assert from_detail("prometheus", detail) == lab.held
    assert dialects_of(detail) == lab.dialects


def held(metrics: int, series: int, value: str = "v") -> Inventory:
    each = {
        f"metric_{number:04}": Metric(
            tuple(Series({"job": "api", "path": f"/{value}/{n}", "le": f"{n}"}, NOW - 1, True) for n in range(series)),
            series,
        )
        for number in range(metrics)
    }
    return Inventory("prometheus", NOW - 60, NOW, each)


@pytest.mark.parametrize(
    "large",
    [
        pytest.param(held(1, 20_000), id="one metric of many series"),
        pytest.param(held(1500, 40), id="many metrics"),
        pytest.param(held(700, 40, "v" * 5000), id="long values"),
    ],
)
def test_a_large_one_is_cut_to_its_room(large: Inventory) -> None:
    detail = as_detail(large, {})
    text = json.dumps({"events": [{"detail": detail}]}, indent=2)
    assert len(text) < ROOM * 1.05
    back = from_detail("prometheus", detail)
    assert len(back.metrics) + back.omitted == len(large.metrics)
    assert next(iter(back.metrics.values())).count == next(iter(large.metrics.values())).count


def test_the_series_that_are_kept_show_the_most_values() -> None:
    buckets = [Series({"path": "/a", "le": f"{n}"}, NOW, True) for n in range(40)]
    rare = Series({"path": "/rare", "le": "0"}, NOW, True)
    again = [Series({"path": "/a", "le": f"{n}", "x": ""}, NOW, True) for n in range(40)]
    inventory = Inventory("prometheus", NOW - 60, NOW, {"m": Metric((*buckets[:20], *again, rare), 61)})
    kept = from_detail("prometheus", as_detail(inventory, {})).metrics["m"]
    assert {each.labels["path"] for each in kept.series} == {"/a", "/rare"}
