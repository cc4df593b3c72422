"""Paths of the Kubernetes API, and what of its objects is kept."""

from __future__ import annotations

from typing import Any

import pytest

from lab.backends.observing import Backends
from lab.queries.kubernetes import Objects, Resource, object_path, resource_of
from tests.backends.small_kubernetes import SmallKubernetes

LISTED = {
    "resources": [
        {"name": "deployments/scale", "kind": "Scale", "namespaced": True},
        {"name": "deployments", "kind": "Deployment", "namespaced": True},
    ]
}


@pytest.mark.parametrize(
    ("version", "resource", "namespace", "name", "path"),
    [
        ("v1", Resource("nodes", False), "ignored", "a", "/api/v1/nodes/a"),
        ("v1", Resource("pods", True), "", "a", "/api/v1/namespaces/default/pods/a"),
        ("apps/v1", Resource("deployments", True), "shop", "", "/apis/apps/v1/namespaces/shop/deployments"),
    ],
)
def test_object_path(version: str, resource: Resource, namespace: str, name: str, path: str) -> None:
    assert object_path(version, resource, namespace, name) == path


@pytest.mark.parametrize(
    ("kind", "found"), [("Deployment", Resource("deployments", True)), ("Scale", None), ("Pod", None)]
)
def test_resource_of(kind: str, found: Resource | None) -> None:
    assert resource_of(LISTED, kind) == found


def asked(api: SmallKubernetes, **query: Any) -> Any:
    backends = Backends(lambda role: api.url, lambda: 1.0, lambda service, port: api.url)
    observation = backends.observe(Objects(**query))
    return observation.answer or observation.error


def test_objects_of_a_namespace_without_their_managers() -> None:
    pod = {"metadata": {"name": "a", "managedFields": [1]}, "status": {"phase": "Running"}}
    with SmallKubernetes(objects={"/api/v1/namespaces/shop/pods/a": pod}) as api:
        answer = asked(api, api_version="v1", object_kind="Pod", namespace="shop", selector="app=a")
    assert answer == {"served": True, "items": [{"metadata": {"name": "a"}, "status": {"phase": "Running"}}]}
    assert api.asked[-1] == ("GET", "/api/v1/namespaces/shop/pods?labelSelector=app%3Da")


def test_kind_that_is_not_served() -> None:
    with SmallKubernetes() as api:
        assert asked(api, api_version="none/v1", object_kind="Pod") == {"served": False, "items": []}


def test_api_that_is_down() -> None:
    with SmallKubernetes(refusals={"/api": [(502, "connection refused")]}) as api:
        assert "answered 502" in asked(api, api_version="v1", object_kind="Pod")
