"""Services that are not started with the lab. Taps are in tests/comparison/measure."""

from __future__ import annotations

import json
from pathlib import Path

from lab.plan.planning import plan
from tests.plan.planned import FOLDERS, SMALL, planned, written


def test_load_services_share_one_loads_file() -> None:
    script, loads = planned().service("load-rush-hour").files

    assert (script.path, script.target) == ("load/load.js", "/lab/load.js")
    assert (loads.path, loads.target) == ("load/loads.json", "/lab/loads.json")
    assert list(json.loads(loads.text)) == ["Rush hour"]
    assert planned().service("load-rush-hour").compose["environment"] == {"LOAD": "Rush hour"}
    assert planned().service("load-rush-hour").compose["profiles"] == ["load"]


def test_netfault_services_run_in_the_network_of_their_target(tmp_path: Path) -> None:
    load = "name: l, to: api, rate: 9/s, for: 5s, mix: {GET /: 1}, meanwhile: {blackhole: api, after: 2s}"
    steps = f"steps: [{{name: off, load: {{{load}}}}}, {{name: on, fault: {{unblackhole: api}}}}]\n"

    made = plan(written(tmp_path, SMALL + steps, {}), FOLDERS)

    on_demand = [service for service in made.services if service.on_demand and service.name != "load-l"]
    assert [service.name for service in on_demand] == ["blackhole-api", "unblackhole-api"]
    assert [service.compose["command"] for service in on_demand] == [["blackhole"], ["unblackhole"]]
    assert {service.compose["network_mode"] for service in on_demand} == {"service:api"}
    assert {service.component for service in on_demand} == {"netfault"}
