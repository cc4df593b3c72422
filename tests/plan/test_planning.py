"""What is decided for a scenario that has something of everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import Problems
from lab.plan.planning import plan
from tests.plan.planned import FOLDERS, SMALL, planned, scaled, written

HERE = "tests/plan/scenarios/shop"


def test_plan_services_in_order_with_load_generator_last() -> None:
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


def test_plan_scaled_values_have_their_production_value() -> None:
    assert planned().scaled == (
        scaled("prometheus.yml", "global.scrape_interval", "15s", "1s"),
        scaled("rules/shop.yml.j2", "groups[shop].rules[Failing].for", "2m", "2s"),
        scaled("rules/shop.yml.j2", "groups[shop].rules[Failing].expr", "[5m]", "[4s]"),
    )


def test_plan_values_scaled_in_the_scenario(tmp_path: Path) -> None:
    scale = """\
scale:
  - set: {components.api.env.INTERVAL: "1000", components.prometheus.flags: [--short]}
steps: [{name: look}]
"""
    text = SMALL.replace("use: fastapi_prometheus", 'use: fastapi_prometheus, env: {INTERVAL: "60000"}') + scale

    assert plan(written(tmp_path, text, {}), FOLDERS).scaled == (
        scaled("scenario.yaml", "components.api.env.INTERVAL", "'60000'", "'1000'"),
        scaled("scenario.yaml", "components.prometheus.flags", "(not set)", '["--short"]'),
    )


@pytest.mark.parametrize(
    ("more", "messages"),
    [
        pytest.param(
            "  other: {use: prometheus, files: {rules: [a/x.yml, a/x.yml]}}\nsteps: [{name: look}]\n",
            ["s.yaml:7:53: there is already a file for /etc/prometheus/rules/x.yml; rename one of them"],
            id="a rule file given twice",
        ),
        pytest.param(
            "  other: {use: prometheus, files: {rules: [prometheus.yml]}}\nsteps: [{name: look}]\n",
            [
                "prometheus.yml:1:1: this is a configuration of Prometheus, which goes into the slot 'config'; give a "
                "file with 'groups' of Prometheus rules",
                "s.yaml:7:44: there is already a file rendered to other/prometheus.yml; rename one of them",
            ],
            id="a rule file named as the default configuration",
        ),
        pytest.param(
            "steps:\n"
            "  - {name: one, load: {name: a b, to: api, rate: 1/s, for: 1s, mix: {GET /: 1}}}\n"
            "  - {name: two, load: {name: A-B, to: api, rate: 1/s, for: 1s, mix: {GET /: 1}}}\n",
            ["s.yaml:9:24: there is already a load 'A-B'; give each load its own name"],
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
def test_plan_reports_problems(more: str, messages: list[str], tmp_path: Path) -> None:
    files = {"a/x.yml": "groups: []\n", "b/x.yml": "groups: []\n"}

    with pytest.raises(Problems) as caught:
        plan(written(tmp_path, SMALL + more, files), FOLDERS)

    assert [str(problem) for problem in caught.value.problems] == messages


@pytest.mark.parametrize(
    ("config", "messages"),
    [
        pytest.param("global: [\n", "small/prometheus.yml:2:1: not YAML: ", id="not YAML"),
        pytest.param("global: {scrape_interval: 1}\n", "prometheus.yml:1:10: '1' is not a duration", id="no unit"),
        pytest.param("global: {scrape_interval: 1w}\n", "", id="a week is one to Prometheus"),
        pytest.param("", "", id="empty"),
        pytest.param("global:\n", "", id="nothing in it"),
    ],
)
def test_plan_checks_the_prometheus_configuration(config: str, messages: str, tmp_path: Path) -> None:
    source = written(tmp_path, SMALL + "steps: [{name: look}]\n", {"prometheus.yml": config})
    try:
        plan(source, FOLDERS)
        found = ""
    except Problems as problems:
        found = str(problems)

    assert bool(found) == bool(messages)
    assert messages.partition(": ")[2] in found
