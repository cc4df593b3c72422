"""What a step's action becomes, and what is said when it cannot be done."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from lab.errors import Problems
from lab.plan.actions import CallPlan, ChangePlan, FaultPlan, SilencePlan
from lab.plan.model import LabPlan
from lab.plan.planning import plan
from lab.record.planned import ScaledValue
from lab.stack.folders import ScenarioSource
from tests.plan.planned import FOLDERS

TARGETS = "# who is asked\n- targets: [api:8000]  # the first\n"


def made(tmp_path: Path, steps: str, more: str = "") -> LabPlan:
    folder = tmp_path / "scenarios" / "s"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "targets.yml").write_text(TARGETS)
    (folder / "other.yml").write_text("[]\n")
    text = dedent("""\
        title: t
        why: w
        components:
          prometheus: {files: {targets: [targets.yml]}}
          alertmanager: {}
          api: {use: fastapi_prometheus}
        """)
    text += f"{more}steps:\n{dedent(steps)}"
    return plan(ScenarioSource("s", folder, "s.yaml", text), FOLDERS)


@pytest.mark.parametrize(
    ("steps", "action"),
    [
        pytest.param(
            "- {name: a, call: {to: prometheus, path: /-/reload}}",
            CallPlan("prometheus", 9090, "POST", "/-/reload", None, "text/plain", None, None),
            id="a call",
        ),
        pytest.param(
            "- {name: a, call: {to: api, port: http, method: PUT, path: /faults, json: {a: 1}, status: 200, says: ok}}",
            CallPlan("api", 8000, "PUT", "/faults", '{"a": 1}', "application/json", 200, "ok"),
            id="a call with a body",
        ),
        pytest.param(
            "- {name: a, silence: {matchers: {alertname: Down}, for: 1m}}",
            SilencePlan("alertmanager", {"alertname": "Down"}, 60.0, "made by a scenario"),
            id="a silence",
        ),
        pytest.param("- {name: a, fault: {disconnect: api}}", FaultPlan("disconnect", "api"), id="off the network"),
        pytest.param(
            "- {name: a, change: [{in: targets.yml, set: {'[0].targets': [api:8001]}}]}",
            ChangePlan(
                {"prometheus/targets.yml": TARGETS.replace("[api:8000]", '["api:8001"]')},
                (ScaledValue("targets.yml", "[0].targets", "[api:8000]", '["api:8001"]'),),
            ),
            id="a change keeps comments",
        ),
        pytest.param(
            "- {name: a, change: [{in: targets.yml, file: other.yml}]}",
            ChangePlan(
                {"prometheus/targets.yml": "[]\n"}, (ScaledValue("targets.yml", "", "targets.yml", "other.yml"),)
            ),
            id="another file",
        ),
    ],
)
def test_actions(tmp_path: Path, steps: str, action: object) -> None:
    assert made(tmp_path, steps).steps[0].action == action


def test_a_change_builds_on_the_one_before(tmp_path: Path) -> None:
    planned = made(
        tmp_path,
        """\
        - {name: a, change: [{in: targets.yml, set: {'[0].labels': {team: shop}}}]}
        - {name: b, change: [{in: targets.yml, set: {'[0].targets': [api:8001]}}]}
        """,
    )
    second = planned.steps[1].action
    assert isinstance(second, ChangePlan)
    assert '"team": "shop"' in second.texts["prometheus/targets.yml"]
    assert "api:8001" in second.texts["prometheus/targets.yml"]


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        pytest.param(
            "- {name: a, call: {to: promteus, path: /}}",
            "s.yaml:8:20: there is no service 'promteus'; did you mean 'prometheus'?",
            id="no such service",
        ),
        pytest.param(
            "- {name: a, call: {to: api, port: grpc, path: /}}",
            "s.yaml:8:29: 'api' has no port 'grpc'",
            id="no such port",
        ),
        pytest.param(
            "- {name: a, change: [{in: target.yml, set: {a: 1}}]}",
            "no service of this lab has the file 'target.yml'",
            id="no such file",
        ),
        pytest.param(
            "- {name: a, change: [{in: targets.yml, set: {'[3].targets': []}}]}",
            "s.yaml:8:22: in targets.yml: ",
            id="nothing at that path",
        ),
        pytest.param(
            "- {name: a, import: {dashboard: d.json}}", "this needs a service with the role 'grafana'", id="no Grafana"
        ),
    ],
)
def test_what_cannot_be_done_is_said_with_its_place(tmp_path: Path, steps: str, message: str) -> None:
    with pytest.raises(Problems) as caught:
        made(tmp_path, steps)
    assert message in str(caught.value)


@pytest.mark.parametrize("text", ["[]", "1", "null"])
def test_a_dashboard_that_is_no_mapping_is_not_imported(tmp_path: Path, text: str) -> None:
    (tmp_path / "scenarios" / "s").mkdir(parents=True)
    (tmp_path / "scenarios" / "s" / "d.json").write_text(text)
    with pytest.raises(Problems, match=r"d\.json:1:1: a dashboard must be a mapping"):
        made(tmp_path, "- {name: a, import: {dashboard: d.json}}", "  grafana: {}\n")


def test_inputs_that_are_none_are_no_inputs(tmp_path: Path) -> None:
    (tmp_path / "scenarios" / "s").mkdir(parents=True)
    (tmp_path / "scenarios" / "s" / "d.json").write_text('{"__inputs": null}')
    with pytest.raises(Problems, match="the file has no input 'A'"):
        made(tmp_path, "- {name: a, import: {dashboard: d.json, inputs: {A: b}}}", "  grafana: {}\n")
