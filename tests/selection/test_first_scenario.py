"""The first scenario of a Compose project: what it says, and that it is one."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import replace

import pytest

from lab.plan.model import LabPlan
from lab.scenario.reading import load
from lab.selection.compose_projects import ComposeProjectChoice
from lab.selection.first_scenario import first_scenario
from tests.plan.user_compose.projects import captured, planned_shop

UNSCALED = """\
title: shop
why: as it is
compose: docker-compose.yml
steps: [{name: started}]
"""
CHOICE = ComposeProjectChoice(("docker-compose.yml",))
HERE = "tests/compose_projects/shop/scenarios/shop"


def written(plan: LabPlan, choice: ComposeProjectChoice = CHOICE) -> str:
    return first_scenario(plan, choice, ("../../docker-compose.yml",), lambda name: posixpath.relpath(name, HERE))


def with_texts(plan: LabPlan, texts: Mapping[str, str]) -> LabPlan:
    """`texts`: end of the path in the container -> another text."""

    def text_of(target: str, text: str) -> str:
        return next((other for end, other in texts.items() if target.endswith(end)), text)

    services = tuple(
        replace(one, files=tuple(replace(file, text=text_of(file.target, file.text)) for file in one.files))
        for one in plan.services
    )
    return replace(plan, services=services)


def test_first_scenario_of_the_shop(monkeypatch: pytest.MonkeyPatch) -> None:
    text = written(planned_shop(monkeypatch, text=UNSCALED))
    scenario, _ = load(text, "scenario.yaml")
    assert scenario.compose is not None and scenario.compose.files == ("../../docker-compose.yml",)
    assert scenario.components["notifications"].use == "notification_sink"
    assert {patch.in_: dict(patch.times) for patch in scenario.scale} == {
        "../../prometheus/prometheus.yml": {"15s": "1s"},
        "../../prometheus/rules/shop.yml": {"1m": "4s"},
        "../../alertmanager/alertmanager.yml": {"30s": "2s"},
    }
    assert [step.name for step in scenario.steps] == ["everything is well", "app stops", "app is back"]
    assert list(scenario.steps[0].expect) == [
        "prometheus is scraped",
        "shop is scraped",
        "the rule code:shop_requests:rate1m is evaluated",
        "the rule TargetDown is evaluated",
    ]
    assert scenario.steps[1].within == 34


def test_first_scenario_says_what_is_taken_of_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    choice = ComposeProjectChoice(("docker-compose.yml",), ("ui",), (f"{HERE}/../../ci.env",), ("migrate",))
    scenario, _ = load(written(planned_shop(monkeypatch, text=UNSCALED), choice), "scenario.yaml")
    assert scenario.compose is not None
    assert (scenario.compose.profiles, scenario.compose.without) == (("ui",), ("migrate",))
    assert scenario.compose.env_files == ("../../ci.env",)


def test_first_scenario_adds_intervals_that_are_left_to_their_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    config = (
        "scrape_configs: [{job_name: shop, static_configs: [{targets: ['shop:8000']}]}]\nrule_files: [rules/*.yml]\n"
    )
    plan = with_texts(planned_shop(monkeypatch, text=UNSCALED), {"/prometheus.yml": config})
    scenario, _ = load(written(plan), "scenario.yaml")
    assert dict(scenario.scale[0].add) == {"global": {"scrape_interval": "1s", "evaluation_interval": "1s"}}
    config = "global: {scrape_interval: 30s}\n" + config
    plan = with_texts(planned_shop(monkeypatch, text=UNSCALED), {"/prometheus.yml": config})
    first = load(written(plan), "scenario.yaml")[0].scale[0]
    assert (dict(first.times), dict(first.add)) == ({"30s": "1s"}, {"global.evaluation_interval": "1s"})


@pytest.mark.parametrize(
    ("query", "stopped"),
    [
        ("up == 0", "app"),
        ('up{job="shop"} == 0', "app"),
        ('up{job=~"other|shop"} == 0', "app"),
        ('up{job="prometheus"} == 0', None),
        ('up{job="shop", instance="x"} == 0', None),
        ("absent(up)", None),
    ],
)
def test_first_scenario_stops_what_an_alert_watches(
    monkeypatch: pytest.MonkeyPatch, query: str, stopped: str | None
) -> None:
    rules = f"groups: [{{name: g, rules: [{{alert: Down, expr: '{query}'}}]}}]\n"
    plan = with_texts(planned_shop(monkeypatch, text=UNSCALED), {"/rules/shop.yml": rules})
    text = written(plan)
    faults = [step.fault.stop for step in load(text, "scenario.yaml")[0].steps if step.fault and step.fault.stop]
    assert faults == ([stopped] if stopped else [])
    assert ("No rule of the kind" in text) == (stopped is None)


def test_first_scenario_names_dashboards_as_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    root = captured()["services"]["prometheus"]["volumes"][0]["source"].rpartition("/")[0]
    mounts = [("provisioning", "/etc/grafana/provisioning"), ("dashboards", "/var/lib/grafana/dashboards")]
    volumes = [{"type": "bind", "source": f"{root}/grafana/{name}", "target": target} for name, target in mounts]
    plan = planned_shop(
        monkeypatch, captured(grafana={"image": "grafana/grafana:1", "volumes": volumes}), text=UNSCALED
    )
    assert "# the panels of ../../grafana/dashboards/shop.json have data" in written(plan)
