"""The components of a scenario and their alerting rules. More messages are in tests/scenario/broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import Problems
from lab.plan.components import base_problems
from lab.plan.planning import plan
from lab.stack.folders import Folders
from tests.plan.planned import FOLDERS, SMALL, written

RULES = "groups: [{name: g, rules: [{alert: Down, expr: up == 0}]}]\n"
ALERT = "steps: [{name: look, expect: {quiet: {alert: Dwn, stays: inactive, for: 1s}}}]\n"


def problems(folder: Path, text: str, files: dict[str, str]) -> list[str]:
    with pytest.raises(Problems) as caught:
        plan(written(folder, text, files), FOLDERS)
    return [problem.message for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("use", "message"),
    [
        pytest.param("{use: redis, image: 'redis:8'}", "give only one of use and image", id="two sources"),
        pytest.param("{build: worker}", "there is no folder 'worker' beside the scenario", id="no folder"),
        pytest.param(
            "{image: redis}",
            "'image' must be pinned to a version, not 'redis'; add a tag other than latest",
            id="not pinned",
        ),
        pytest.param(
            "{image: 'redis:8', roles: {prometheus: http}}", "there is no port 'http'; known: none", id="unknown port"
        ),
        pytest.param(
            "{use: promethius}",
            "there is no component 'promethius' in stacks or sample_apps; did you mean 'prometheus'?",
            id="unknown component",
        ),
    ],
)
def test_service_plans_invalid_component(use: str, message: str, tmp_path: Path) -> None:
    assert problems(tmp_path, SMALL + f"  other: {use}\nsteps: [{{name: look}}]\n", {}) == [message]


def test_alert_rules_are_known_by_name(tmp_path: Path) -> None:
    text = SMALL.replace("prometheus.yml}}", "prometheus.yml, rules: [r.yml]}}") + ALERT

    assert problems(tmp_path, text, {"r.yml": RULES}) == [
        "no rule file of this scenario has an alert 'Dwn'; did you mean 'Down'?"
    ]


@pytest.mark.parametrize(
    ("component", "files", "message"),
    [
        pytest.param("prometheus", {}, "there is no file 'r.yml' in the scenario's folder", id="missing file"),
        pytest.param("prometheus", {"r.yml": "groups: ["}, "not YAML: ", id="not YAML"),
        pytest.param("promethius", {"r.yml": RULES}, "there is no component 'promethius'", id="unknown component"),
    ],
)
def test_alert_rules_that_are_unavailable_are_reported_once(
    component: str, files: dict[str, str], message: str, tmp_path: Path
) -> None:
    other = f"  other: {{use: {component}, files: {{rules: [r.yml]}}}}\n"
    text = SMALL + other + "ask: prometheus\n" + ALERT

    (only,) = problems(tmp_path, text, files)

    assert only.startswith(message)


@pytest.mark.parametrize(
    ("component", "message"),
    [
        pytest.param(
            "  x: {image: redis:8, service: {depends_on: [apii]}}\n",
            r"s.yaml:7:\d+: x waits for the service 'apii', which this lab does not have; did you mean 'api'\?",
            id="a service",
        ),
        pytest.param(
            "  cadvisor: {}\n",
            r"s.yaml:7:3: cadvisor waits for the service 'docker-proxy', which this lab does not have; "
            r"add 'docker-proxy: \{\}' to 'components'",
            id="a service that the component needs",
        ),
        pytest.param(
            "  x: {image: redis:8, service: {volumes: ['data:/data']}}\n",
            r"s.yaml:7:\d+: there is no volume 'data'; add 'volumes: \{data: \{\}\}' beside 'service'",
            id="a volume",
        ),
        pytest.param(
            "  x: {image: redis:8, service: {depends_on: [y]}}\n  y: {image: redis:8, service: {depends_on: [x]}}\n",
            r"s.yaml:7:\d+: services that wait for each other never start: x -> y -> x",
            id="a cycle",
        ),
        pytest.param("  x: {image: '--help:1'}\n", r"s.yaml:7:\d+: 'image' is not an image reference", id="an image"),
    ],
)
def test_services_refer_to_what_exists(component: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(Problems, match=message):
        plan(written(tmp_path, SMALL + component + "steps: [{name: look}]\n", {}), FOLDERS)


def test_base_problems(tmp_path: Path) -> None:
    for name, content in {
        "ok": "reference: x:1",
        "loop": "reference: x:1\nbases: {A: loop}",
        "above": "reference: x:1\nbases: {A: wrong, B: ok}",
        "wrong": "reference: [",
    }.items():
        (tmp_path / "stacks" / "_bases" / name).mkdir(parents=True)
        (tmp_path / "stacks" / "_bases" / name / "base.yaml").write_text(content)
    folders = Folders((tmp_path,), tmp_path)

    assert list(base_problems({"A": "ok"}, folders)) == []
    assert list(base_problems({"A": "loop"}, folders)) == ["the base image 'loop' in stacks/_bases is built on itself"]
    messages = list(base_problems({"A": "above", "B": "okk"}, folders))
    assert messages[0].startswith("the base image 'wrong': stacks/_bases/wrong/base.yaml:")
    assert messages[1] == "there is no base image 'okk' in stacks/_bases; did you mean 'ok'?"
