"""What is decided for the scenario that has something of everything; `test_*` beside this look at one part each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lab.errors import Problems
from lab.plan.model import ImageWant, PlacedFile, PortPlan, ServicePlan
from lab.plan.planning import plan
from lab.record.planned import ScaledValue
from tests.plan.planned import FOLDERS, SMALL, planned, written

HERE = "tests/plan/scenarios/shop"


def test_services_in_order_and_the_generator_last() -> None:
    shop = planned()

    assert [(s.name, s.component, s.on_demand, s.optional) for s in shop.services] == [
        ("prometheus", "prometheus", False, False),
        ("api", "fastapi_prometheus", False, False),
        ("cache", "cache", False, True),
        ("load-rush-hour", "k6", True, False),
    ]
    assert (shop.scenario, shop.label) == ("shop", "shop")
    assert shop.role("prometheus") == shop.service("prometheus")
    assert shop.role("alertmanager") is None
    assert shop.memory == sum(service.memory for service in shop.services)


def test_a_service_of_the_users_own_image() -> None:
    assert planned().service("cache") == ServicePlan(
        name="cache",
        component="cache",
        image=ImageWant("cache", "redis:8.2.1", None, {}, {}, None),
        compose={"environment": {"MODE": "${MODE:-fast}"}, "command": ("redis-server",)},
        files=(),
        ports=(PortPlan("redis", 6379), PortPlan("admin", 8001)),
        roles={},
        ready=None,
        links=(),
        memory=128 * 1024**2,
        optional=True,
    )


def test_a_dollar_in_flags_and_environment_is_no_variable_of_the_host() -> None:
    shop = planned()

    assert shop.service("prometheus").compose["command"][-1] == "--web.page-title=$$shop"
    assert {**shop.service("api").compose["environment"]} == {"HEARTBEAT": "on", "TOKEN": "a$$b"}


def test_files_are_filled_patched_and_placed() -> None:
    config, rules = planned().service("prometheus").files

    assert config == PlacedFile(
        "prometheus/prometheus.yml",
        "/etc/prometheus/prometheus.yml",
        Path(HERE, "prometheus.yml").read_text().replace("interval: 15s", "interval: 1s"),
        f"{HERE}/prometheus.yml",
    )
    assert (rules.path, rules.target) == ("prometheus/rules/shop.yml", "/etc/prometheus/rules/shop.yml")
    assert rules.text == (
        "groups:\n"
        "  - name: shop\n"
        "    rules:\n"
        "      - alert: Failing # too often\n"
        '        expr: sum(rate(http_requests_total{status=~"5.."}[4s])) > 0\n'
        "        for: 2s\n"
        "        annotations:\n"
        '          summary: "{{ $value }} fail"\n'
    )


def test_scaled_values_keep_what_they_are_in_production() -> None:
    assert planned().scaled == (
        ScaledValue("prometheus.yml", "global.scrape_interval", "15s", "1s"),
        ScaledValue("rules/shop.yml.j2", "groups[shop].rules[Failing].for", "2m", "2s"),
        ScaledValue("rules/shop.yml.j2", "groups[shop].rules[Failing].expr", "[5m]", "[4s]"),
    )


def test_values_scaled_in_the_scenario_itself(tmp_path: Path) -> None:
    scale = """\
scale:
  - set: {components.api.env.INTERVAL: "1000", components.prometheus.flags: [--short]}
steps: [{name: look}]
"""
    text = SMALL.replace("use: fastapi_prometheus", 'use: fastapi_prometheus, env: {INTERVAL: "60000"}') + scale

    assert plan(written(tmp_path, text, {}), FOLDERS).scaled == (
        ScaledValue("scenario.yaml", "components.api.env.INTERVAL", "'60000'", "'1000'"),
        ScaledValue("scenario.yaml", "components.prometheus.flags", "(not set)", '["--short"]'),
    )


def test_the_generator_reads_every_load_from_one_file() -> None:
    script, loads = planned().service("load-rush-hour").files

    assert (script.path, script.target) == ("load/load.js", "/lab/load.js")
    assert (loads.path, loads.target) == ("load/loads.json", "/lab/loads.json")
    assert list(json.loads(loads.text)) == ["Rush hour"]
    assert planned().service("load-rush-hour").compose["environment"] == {"LOAD": "Rush hour"}
    assert planned().service("load-rush-hour").compose["profiles"] == ["load"]


def test_a_folder_of_the_users_own(tmp_path: Path) -> None:
    text = SMALL + "  worker: {build: worker, args: {VERSION: '1'}, ports: {http: 80}}\nsteps: [{name: look}]\n"
    source = written(tmp_path, text, {"worker/Dockerfile": "FROM scratch\n"})

    assert plan(source, FOLDERS).service("worker").image == ImageWant(
        "worker", None, str(tmp_path / "small" / "worker"), {}, {"VERSION": "1"}, None
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param(
            "  other: {use: prometheus, files: {rules: [a/x.yml, b/x.yml]}}\nsteps: [{name: look}]\n",
            ["s.yaml:7:53: there is already a file for /etc/prometheus/rules/x.yml; rename one of them"],
            id="two rule files of the same name",
        ),
        pytest.param(
            "  other: {use: prometheus, files: {rules: [prometheus.yml]}}\nsteps: [{name: look}]\n",
            ["s.yaml:7:44: another file would lie at other/prometheus.yml too; rename one of them"],
            id="a rule file named as the default configuration",
        ),
        pytest.param(
            "steps:\n"
            "  - {name: one, load: {name: a b, to: api, rate: 1/s, for: 1s, mix: {GET /: 1}}}\n"
            "  - {name: two, load: {name: A-B, to: api, rate: 1/s, for: 1s, mix: {GET /: 1}}}\n",
            ["s.yaml:9:24: there is already a load 'A-B'; name each by what it is for"],
            id="two loads that would be one service",
        ),
        pytest.param(
            "  load-x: {use: fastapi_prometheus}\n"
            "steps: [{name: one, load: {name: x, to: api, rate: 1/s, for: 1s, mix: {GET /: 1}}}]\n",
            ["s.yaml:8:28: a service is already called 'load-x'"],
            id="a load that would be a service",
        ),
        pytest.param(
            "  other: {use: prometheus, files: {config: bad.yml}}\nsteps: [{name: look}]\n",
            ["s.yaml:7:36: there is no file 'bad.yml' in the scenario's folder"],
            id="a file that is not there",
        ),
    ],
)
def test_what_cannot_be_planned(more: str, said: list[str], tmp_path: Path) -> None:
    files = {"a/x.yml": "groups: []\n", "b/x.yml": "groups: []\n"}

    with pytest.raises(Problems) as caught:
        plan(written(tmp_path, SMALL + more, files), FOLDERS)

    assert [str(problem) for problem in caught.value.problems] == said


@pytest.mark.parametrize(
    ("config", "said"),
    [
        pytest.param("global: [\n", "small/prometheus.yml:2:1: not YAML: ", id="not YAML"),
        pytest.param("global: {scrape_interval: 1}\n", "s/prometheus.yml:1:10: 1 is not a duration", id="no unit"),
        pytest.param("global: {scrape_interval: 1w}\n", "", id="a week is one to Prometheus"),
        pytest.param("", "", id="empty"),
        pytest.param("global:\n", "", id="nothing in it"),
    ],
)
def test_the_prometheus_configuration_itself(config: str, said: str, tmp_path: Path) -> None:
    source = written(tmp_path, SMALL + "steps: [{name: look}]\n", {"prometheus.yml": config})
    try:
        plan(source, FOLDERS)
        found = ""
    except Problems as problems:
        found = str(problems)

    assert bool(found) == bool(said)
    assert said.partition(": ")[2] in found
