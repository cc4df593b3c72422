"""A real API server accepts every object of every export without a warning, and its controllers run one."""

from __future__ import annotations

import time

import pytest

from lab.export.model import Export
from tests.export.approve import exports
from tests.export.exported import shipped
from tests.export.kubernetes_api import KubernetesApi, Refusal
from tests.plan.planned import FOLDERS

pytestmark = [pytest.mark.engine, pytest.mark.acceptance]


def refusals(export: Export, api: KubernetesApi) -> list[Refusal]:
    return [refusal for item in export.objects for refusal in api.check(item.content, "lab-check")]


def test_every_export_is_accepted_without_a_warning(api: KubernetesApi) -> None:
    refused = {
        f"{scenario}, {kind}": texts
        for scenario in FOLDERS.scenario_names()
        for kind, export in exports(scenario).items()
        if (texts := refusals(export, api))
    }
    assert refused == {}


def test_wrong_objects_are_refused(api: KubernetesApi) -> None:
    """The server is asked strictly: it would say so."""
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"portz": [], "ports": []}}
    assert "portz" in str(api.check(service, "lab-check"))


def test_an_export_runs_on_simulated_nodes(api: KubernetesApi) -> None:
    """All Deployments become available, and no load has begun."""
    export = shipped("alerts", namespace="lab-runs")
    for item in export.objects:
        assert api.create(item.content, export.namespace) == []
    deployments = f"apis/apps/v1/namespaces/{export.namespace}/deployments"
    ends = time.monotonic() + 60
    while waiting := unavailable(api, deployments):
        assert time.monotonic() < ends, waiting
        time.sleep(0.5)
    names = {item["metadata"]["name"] for item in api.get(deployments)["items"]}
    jobs = api.get(f"apis/batch/v1/namespaces/{export.namespace}/jobs")["items"]

    assert names == {item.name for item in export.objects if item.kind == "Deployment"}
    assert [job["status"].get("active", 0) for job in jobs] == [0] * len(jobs)
    # Each Service leads to a pod, once a controller has seen that it is ready.
    services = [item.name for item in export.objects if item.kind == "Service"]
    while leading_nowhere := [name for name in services if not endpoints(api, export.namespace, name)]:
        assert time.monotonic() < ends, leading_nowhere
        time.sleep(0.5)


def endpoints(api: KubernetesApi, namespace: str, service: str) -> list[object]:
    slices = f"apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices"
    items = api.get(f"{slices}?labelSelector=kubernetes.io/service-name={service}")["items"]
    return [endpoint for one in items for endpoint in one["endpoints"] or ()]


def unavailable(api: KubernetesApi, deployments: str) -> list[str]:
    return [
        item["metadata"]["name"]
        for item in api.get(deployments)["items"]
        if item["status"].get("availableReplicas") != item["spec"]["replicas"]
    ]
