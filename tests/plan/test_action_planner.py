"""What a step's action becomes, and what is reported when it cannot be planned."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import Problems
from lab.plan.actions import CallPlan, ChangePlan, FaultPlan, LoadPlan, SilencePlan
from tests.plan.planned import TARGETS, plan_steps, scaled


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
                (scaled("targets.yml", "[0].targets", "[api:8000]", '["api:8001"]'),),
            ),
            id="a change keeps comments",
        ),
        pytest.param(
            "- {name: a, change: [{in: targets.yml, file: other.yml}]}",
            ChangePlan(
                {"prometheus/targets.yml": "[]\n"},
                (scaled("targets.yml", "", "targets.yml", "other.yml"),),
            ),
            id="another file",
        ),
    ],
)
def test_plan_action(tmp_path: Path, steps: str, action: object) -> None:
    assert plan_steps(tmp_path, steps).steps[0].action == action


def test_plan_a_fault_under_load(tmp_path: Path) -> None:
    load = "name: l, to: api, rate: 9/s, for: 5s, mix: {GET /: 1}, meanwhile: {pause: prometheus, after: 2s}"
    action = plan_steps(tmp_path, f"- {{name: a, load: {{{load}}}}}").steps[0].action
    assert isinstance(action, LoadPlan)
    assert (action.fault, action.fault_after) == (FaultPlan("pause", "prometheus"), 2.0)


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
            "- {name: a, import: {dashboard: d.json}}", "no component provides the role 'grafana'", id="no Grafana"
        ),
    ],
)
def test_plan_reports_actions_with_problems(tmp_path: Path, steps: str, message: str) -> None:
    with pytest.raises(Problems) as caught:
        plan_steps(tmp_path, steps)
    assert message in str(caught.value)


@pytest.mark.parametrize("text", ["[]", "1", "null"])
def test_plan_import_of_a_dashboard_that_is_not_a_mapping(tmp_path: Path, text: str) -> None:
    (tmp_path / "scenarios" / "s").mkdir(parents=True)
    (tmp_path / "scenarios" / "s" / "d.json").write_text(text)
    with pytest.raises(Problems, match=r"d\.json:1:1: a dashboard must be a mapping"):
        plan_steps(tmp_path, "- {name: a, import: {dashboard: d.json}}", "  grafana: {}\n")


def test_plan_import_of_a_dashboard_with_null_inputs(tmp_path: Path) -> None:
    (tmp_path / "scenarios" / "s").mkdir(parents=True)
    (tmp_path / "scenarios" / "s" / "d.json").write_text('{"__inputs": null, "panels": []}')
    with pytest.raises(Problems, match="the dashboard has no input 'A'"):
        plan_steps(tmp_path, "- {name: a, import: {dashboard: d.json, inputs: {A: b}}}", "  grafana: {}\n")
