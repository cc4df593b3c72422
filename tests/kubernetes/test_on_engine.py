"""Labs in a cluster with a real API server and simulated nodes: what is applied, what is refused, what is left."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from lab.kubernetes import remembered
from lab.kubernetes.kubectl import installed
from lab.kubernetes.namespace_lab import NamespaceLab
from lab.kubernetes.rights import rights_for
from lab.plan.planning import Request
from lab.selection.scenarios import plan_named
from tests.acceptance.driving import CHECKOUT, Ended, interrupted, lab
from tests.export.kubernetes_api import KubernetesApi, api_of
from tests.plan.planned import FOLDERS

pytestmark = [pytest.mark.engine, pytest.mark.acceptance]

RUN = ("run", "slo", "--on", "kubernetes", "--registry", "registry.example/team", "--context")
JUDGED = "tests/kubernetes/judged/scenario.yaml"
# Of the template of a container's status in kwok's stages.
STATUS = """      {{ range .spec.containers }}
      - image: {{ .image | Quote }}
        name: {{ .name | Quote }}
"""
ID = """        {{ if eq $.metadata.namespace "judged" }}
        containerID: kwok://1
        {{ end }}
"""
NOTHING_RUNS = "the pods of this cluster run nothing: "


class Driver:
    """`lab` with a configuration of kubectl that has the contexts admin, nobody, and limited."""

    def __init__(self, api: KubernetesApi, folder: Path) -> None:
        self.api, self.state = api, folder / "state"
        users = [{"name": "admin", "user": {}}, *({"name": one, "user": {"as": one}} for one in ("nobody", "limited"))]
        contexts = [{"name": one["name"], "context": {"cluster": "c", "user": one["name"]}} for one in users]
        clusters = [{"name": "c", "cluster": {"server": api.url}}]
        config = {"apiVersion": "v1", "kind": "Config", "clusters": clusters, "users": users, "contexts": contexts}
        (folder / "config").write_text(json.dumps(config))
        places = {"KUBECONFIG": folder / "config", "LAB_STATE": self.state, "LAB_RUNS": folder / "runs"}
        self.env = {**os.environ, **{name: str(path) for name, path in places.items()}, "COLUMNS": "200"}

    def lab(self, *words: str) -> Ended:
        return lab(*words, env=self.env)

    def namespaces(self) -> dict[str, Any]:
        """Those of labs, by name."""
        items = self.api.get("api/v1/namespaces?labelSelector=app.kubernetes.io/managed-by=lab")["items"]
        return {item["metadata"]["name"]: item["metadata"]["labels"] for item in items}


def role_of(rights: Iterable[tuple[str, str, str]]) -> list[dict[str, Any]]:
    rules = [{"apiGroups": [group], "resources": [resource], "verbs": [verb]} for verb, group, resource in rights]
    named = {"apiVersion": "rbac.authorization.k8s.io/v1", "metadata": {"name": "limited"}}
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "limited"}
    subjects = [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "limited"}]
    return [
        {**named, "kind": "ClusterRole", "rules": rules},
        {**named, "kind": "ClusterRoleBinding", "roleRef": reference, "subjects": subjects},
    ]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KubernetesApi]:
    """Of a cluster whose pods run nothing, except that those of the namespace `judged` look as if they did."""
    folder = tmp_path_factory.mktemp("cluster")
    shutil.copytree(CHECKOUT / "tests/kubernetes/cluster", folder / "cluster")
    stages = (CHECKOUT / "stacks/kwok/stages.yaml").read_text().replace(STATUS, STATUS + ID)
    (folder / "cluster" / "stages.yaml").write_text(stages)
    env = {**os.environ, "LAB_STATE": str(folder / "state"), "LAB_RUNS": str(folder / "runs"), "COLUMNS": "120"}
    started = lab("up", str(folder / "cluster" / "scenario.yaml"), env=env, within=600)
    assert started.code == 0, started.said
    try:
        yield api_of(started.project)
    finally:
        lab("down", started.project, env=env)


@pytest.fixture
def driver(api: KubernetesApi, tmp_path: Path) -> Driver:
    return Driver(api, tmp_path)


def test_simulated_pods_become_ready_and_run_nothing(driver: Driver) -> None:
    done = driver.lab(*RUN, "admin")
    assert done.code == 4, done.said
    assert "all pods ready" in done.said
    assert NOTHING_RUNS in done.said
    assert (driver.namespaces(), remembered.all_known(driver.state)) == ({}, ())


def test_a_lab_is_judged_with_no_rights_but_those_asked_for(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through port-forwards, logs and Jobs."""
    for item in role_of(rights_for(("ConfigMap", "Deployment", "Job", "Service"))):
        assert driver.api.create(item, "") == []
    done = driver.lab("run", JUDGED, *RUN[2:], "limited", "--namespace", "judged", "--keep")
    assert done.code == 1, done.said
    assert "asking: sent 2 of 2" in done.said
    assert "passed      it has served requests" in done.said
    assert "FAILED      nobody else is scraped" in done.said

    monkeypatch.setenv("KUBECONFIG", driver.env["KUBECONFIG"])
    plan = plan_named(JUDGED, FOLDERS, Request())
    running = NamespaceLab(installed("limited"), plan, done.project, "judged", f"lab/run={done.project}")
    assert running.printed("prometheus", 1795827600.5, 10) == ["late"]
    assert running.logs("prometheus", 1) == "late"
    first = running.endpoint("prometheus", 9090)
    assert requests.get(f"{first}/-/ready", timeout=10).status_code == 200
    running.close()
    second = running.endpoint("prometheus", 9090)  # begun again
    assert requests.get(f"{second}/-/ready", timeout=10).status_code == 200
    running.close()
    assert (driver.lab("down", done.project).code, driver.namespaces()) == (0, {})


def test_everything_of_a_lab_is_labelled_and_down_removes_it(driver: Driver) -> None:
    done = driver.lab(*RUN, "admin", "--keep", "--namespace", "shop-lab")
    labels = driver.namespaces()["shop-lab"]
    assert labels["lab/run"] == done.project
    kinds = ("api/v1", "pods"), ("api/v1", "services"), ("api/v1", "configmaps"), ("apis/apps/v1", "deployments")
    for group, kind in kinds:
        items = driver.api.get(f"{group}/namespaces/shop-lab/{kind}")["items"]
        own = [item for item in items if item["metadata"]["name"] != "kube-root-ca.crt"]
        assert {item["metadata"]["labels"].get("lab/run") for item in own} == {done.project}, kind
    assert "lab uses none that it has not made itself" in driver.lab(*RUN, "admin", "--namespace", "shop-lab").said
    assert list(driver.namespaces()) == ["shop-lab"]

    down = driver.lab("down", done.project)
    assert (down.code, driver.namespaces()) == (0, {}), down.said
    assert f"{done.project}: removed namespace shop-lab (context admin)" in down.said


def test_without_rights_nothing_is_applied(driver: Driver) -> None:
    done = driver.lab(*RUN, "nobody")
    assert done.code == 4
    assert "the user of context nobody may not do in the cluster what lab needs: create namespaces, list" in done.said
    assert (driver.namespaces(), remembered.all_known(driver.state)) == ({}, ())


def test_what_a_cluster_cannot_do_is_refused_with_its_place(driver: Driver) -> None:
    done = driver.lab("run", "prom-pull", *RUN[2:], "admin")
    assert done.code == 2
    assert "scenarios/prom-pull/scenario.yaml:69:5: step 'the application crashes' cannot kill api" in done.said
    assert driver.namespaces() == {}


@pytest.mark.parametrize("at", ["start ", "namespace created", "manifests applied"])
def test_a_signal_takes_the_namespace_down(driver: Driver, at: str) -> None:
    done = interrupted(*RUN, "admin", env=driver.env, by=signal.SIGTERM, at=at)
    assert "interrupted: taking down what was started" in done.said
    assert (done.code, driver.namespaces(), remembered.all_known(driver.state)) == (130, {}, ())


@pytest.mark.parametrize("at", ["start ", "namespace created", "manifests applied"])
def test_after_a_kill_down_removes_the_namespace(driver: Driver, at: str) -> None:
    killed = interrupted(*RUN, "admin", env=driver.env, by=signal.SIGKILL, at=at)
    down = driver.lab("down", killed.project)
    assert down.code == 0 or "there is no lab" in down.said  # killed before anything was begun
    assert (driver.namespaces(), remembered.all_known(driver.state)) == ({}, ())


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
def test_port_forwards_end_with_the_driver(driver: Driver, by: int) -> None:
    words = ("run", JUDGED, *RUN[2:], "admin", "--namespace", "judged")
    ended = interrupted(*words, env=driver.env, by=by, at="services reached by port-forwards")
    if by == signal.SIGKILL:
        assert driver.lab("down", ended.project).code == 0
    assert (ended.code, driver.namespaces()) == (130 if by == signal.SIGTERM else -signal.SIGKILL, {})
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert [line for line in running.splitlines() if "--namespace=judged port-forward" in line] == []
