"""Applying and deleting objects, and waiting for them by condition, against a small API."""

from __future__ import annotations

from typing import Any

import pytest

from lab.configs.manifests import Manifest, read_manifests
from lab.errors import LabError, StepFailed
from lab.plan.actions import ManifestPlan
from lab.run import cluster
from lab.run.clock import Clock
from tests.backends.small_kubernetes import SmallKubernetes

TEXT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {replicas: 2}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: single, namespace: shop}
"""
AVAILABLE = {"replicas": 2, "updatedReplicas": 2, "availableReplicas": 2}
STATUS = {"Namespace": {"phase": "Active"}, "Deployment": AVAILABLE}
OBJECTS = read_manifests(TEXT, "m.yaml")


def changed(verb: Any, api: SmallKubernetes, objects: tuple[Manifest, ...] = OBJECTS) -> str:
    return cluster.change_objects(ManifestPlan(verb, "kubectl", objects), api.url, Clock())


@pytest.fixture(autouse=True)
def _short_deadlines(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("APPLY_S", "SETTLE_S", "LATER_S"):
        monkeypatch.setattr(cluster, name, 0.3)


def test_namespaces_come_first_and_workloads_are_waited_for() -> None:
    with SmallKubernetes(status=STATUS) as api:
        assert changed("apply", api) == "Deployment shop/web, Namespace shop, Pod shop/single"
    patched = [path.partition("?")[0].rpartition("/")[2] for verb, path in api.asked if verb == "PATCH"]
    assert patched == ["shop", "web", "single"]


def test_what_comes_later_is_waited_for() -> None:
    later = [(403, 'pods "single" is forbidden: error looking up service account shop/default')]
    with SmallKubernetes(status=STATUS, refusals={"pods/single": later}) as api:
        changed("apply", api)
    assert "/api/v1/namespaces/shop/pods/single" in api.objects


def test_refusal_names_file_and_line_and_the_words_of_the_api() -> None:
    refusals = {"deployments/web": [(422, 'Deployment "web" is invalid: spec.selector: Required value')]}
    with SmallKubernetes(status=STATUS, refusals=refusals) as api, pytest.raises(StepFailed) as caught:
        changed("apply", api)
    words = 'Deployment "web" is invalid: spec.selector: Required value'
    assert caught.value.message == f"the Kubernetes API refuses: m.yaml:1:1: Deployment shop/web: {words}"


def test_all_refusals_are_in_the_evidence() -> None:
    refusals = {"web": [(422, "one")], "single": [(400, "two")]}
    with SmallKubernetes(status=STATUS, refusals=refusals) as api, pytest.raises(StepFailed) as caught:
        changed("apply", api)
    assert caught.value.evidence == "m.yaml:1:1: Deployment shop/web: one\nm.yaml:10:1: Pod shop/single: two"
    assert "(2 objects)" in caught.value.message


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ({"replicas": 2, "updatedReplicas": 2}, "0 of 2 pods are ready, 2 of them as the manifest has them now"),
        ({"replicas": 3, "updatedReplicas": 1, "availableReplicas": 2}, "2 of 2 pods are ready, 1 of them"),
    ],
)
def test_deployment_that_is_never_available(status: dict[str, int], why: str) -> None:
    with SmallKubernetes(status={**STATUS, "Deployment": status}) as api, pytest.raises(StepFailed) as caught:
        changed("apply", api)
    assert caught.value.message.startswith(f"not ready in time: m.yaml:1:1: Deployment shop/web: {why}")


def test_an_object_that_is_not_to_be_waited_for() -> None:
    text = TEXT.replace("name: web,", 'name: web, annotations: {lab/wait: "false"},')
    with SmallKubernetes(status={"Namespace": {"phase": "Active"}}) as api:
        changed("apply", api, read_manifests(text, "m.yaml"))


def test_node_without_its_condition() -> None:
    node = read_manifests("{apiVersion: v1, kind: Node, metadata: {name: a}}\n", "m.yaml")
    status = {"Node": {"conditions": [{"type": "Ready", "status": "False", "message": "no kubelet"}]}}
    with SmallKubernetes(status=status) as api:
        cluster.apply_objects(node, api.url, Clock())
        with pytest.raises(LabError) as caught:
            cluster.wait_until_settled(node, api.url, Clock())
    assert caught.value.message.endswith("Node a: the condition Ready is False: no kubelet")


def test_deleted_objects_are_waited_for() -> None:
    with SmallKubernetes(status=STATUS) as api:
        changed("apply", api)
        changed("delete", api)
    assert api.objects == {}
