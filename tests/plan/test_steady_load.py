"""The gentle load of a lab that stays up."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from lab.plan.planning import AS_WRITTEN, plan
from lab.plan.steady_load import steady_loads, with_steady_loads
from lab.render.tree import render
from tests.plan.planned import FOLDERS, SMALL, planned, written

TWO = """\
steps:
  - name: one
    load: {name: rush, to: api, rate: 60/s, for: 5s, mix: {GET /api/boom: 1}, meanwhile: {stop: api, after: 1s}}
  - {name: two, load: {name: late, to: api, rate: 1/s, for: 5s, mix: {GET /: 1}}}
"""


def test_steady_loads_are_one_for_each_target_and_gentle(tmp_path: Path) -> None:
    made = plan(written(tmp_path, SMALL + TWO, {}), FOLDERS, AS_WRITTEN)
    (load,) = steady_loads(made)
    assert (load.name, load.service, load.rate, load.seconds) == ("rush-steady", "api", 5.0, 7200.0)
    assert load.fault is None
    assert load.requests == made.loads()[0].requests


def test_with_steady_loads_adds_a_service_with_its_own_file(tmp_path: Path) -> None:
    made = plan(written(tmp_path, SMALL + TWO, {}), FOLDERS, AS_WRITTEN)
    steady = with_steady_loads(made).service("load-rush-steady")
    assert steady.on_demand
    assert steady.compose["environment"] == {"LOAD": "rush-steady"}
    tree = render(with_steady_loads(made))
    assert list(json.loads(tree.texts["load/steady.json"])) == ["rush-steady"]
    assert list(json.loads(tree.texts["load/loads.json"])) == ["rush", "late"]
    service = yaml.safe_load(tree.texts["compose.yaml"])["services"]["load-rush-steady"]
    assert service["profiles"] == ["load"]
    assert "./load/steady.json:/lab/loads.json:ro" in service["volumes"]


def test_the_plan_of_a_run_has_no_steady_load() -> None:
    assert not [service.name for service in planned().services if service.name.endswith("-steady")]


def test_with_steady_loads_of_a_scenario_without_loads_is_the_same(tmp_path: Path) -> None:
    made = plan(written(tmp_path, SMALL + "steps: [{name: nothing}]\n", {}), FOLDERS, AS_WRITTEN)
    assert with_steady_loads(made) == made
