"""Changes of files in a lab from which an optional service was left out."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from lab.configs.manifests import read_manifests
from lab.containers.compose_project import ComposeProject
from lab.engine_address import EngineAddress
from lab.errors import StepFailed
from lab.plan.actions import ChangePlan, ImportPlan, ManifestPlan
from lab.queries.answer import Answer
from lab.record.planned import ScaledValue
from lab.run.actions import act, describe, left_out
from lab.run.clock import Clock
from lab.run.lab import Lab


def lab_in(folder: Path, without: dict[str, str]) -> Lab:
    def service(name: str) -> Any:
        return SimpleNamespace(name=name, files=[SimpleNamespace(path=f"{name}/shared.yml")])

    plan = SimpleNamespace(services=[service("prometheus"), service("grafana")])
    engine = cast("Any", SimpleNamespace(address=EngineAddress()))
    return Lab(cast("Any", plan), ComposeProject(engine, "lab-x-1", folder, (), ()), 0.0, without)


def change(*services: str) -> ChangePlan:
    texts = {f"{name}/shared.yml": "new" for name in services}
    return ChangePlan(texts, (ScaledValue(file="shared.yml", path="a", production="1", lab="2"),))


def test_a_file_of_a_service_that_is_not_there_is_not_changed(tmp_path: Path) -> None:
    (tmp_path / "prometheus").mkdir()
    file = tmp_path / "prometheus" / "shared.yml"
    file.write_text("a longer text than the new one")
    inode = file.stat().st_ino
    lab = lab_in(tmp_path, {"grafana": "no image"})
    both = change("prometheus", "grafana")
    assert left_out(both, lab) is None
    assert act(both, lab, Clock()).verb == "change"
    assert (file.read_text(), file.stat().st_ino) == ("new", inode)
    assert not (tmp_path / "grafana").exists()


def test_a_change_of_nothing_but_its_files_is_not_done(tmp_path: Path) -> None:
    lab = lab_in(tmp_path, {"grafana": "no image"})
    assert left_out(change("grafana"), lab) == "no image"
    assert left_out(change("prometheus"), lab) is None


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        ("The dashboard has been changed by someone else", "another version already"),
        ("Cannot save provisioned dashboard", "no import replaces"),
        ("A dashboard with the same name in the folder already exists", "change 'title'"),
        ("Dashboard title cannot be empty", "look at the service's log in the report"),
    ],
)
def test_an_import_that_grafana_refuses_says_what_to_change(
    error: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Answer(error=error, refused=True)
    monkeypatch.setattr("lab.run.actions.grafana.import_dashboard", lambda url, dashboard, inputs: answer)
    monkeypatch.setattr(Lab, "endpoint", lambda lab, role, service: "http://grafana")
    with pytest.raises(StepFailed, match=f"cannot import d.json: {error}") as caught:
        act(ImportPlan("grafana", "d.json", "{}", {}), lab_in(Path(), {}), Clock())
    assert remedy in caught.value.remedy


def test_manifests_are_applied_through_the_service_with_the_role(monkeypatch: pytest.MonkeyPatch) -> None:
    objects = read_manifests("{apiVersion: v1, kind: Node, metadata: {name: a}}", "m.yaml")
    plan = ManifestPlan("apply", "kubectl", objects)
    monkeypatch.setattr(Lab, "endpoint", lambda lab, role, service: f"http://{role}-{service}")
    monkeypatch.setattr("lab.run.actions.change_objects", lambda plan, url, clock: f"{plan.verb} at {url}")
    done = act(plan, lab_in(Path(), {}), Clock())
    assert (done.verb, done.state) == ("apply", "apply at http://kubernetes-kubectl")
    assert describe(plan) == "apply Node a"
    assert left_out(plan, lab_in(Path(), {"kubectl": "no image"})) == "no image"
