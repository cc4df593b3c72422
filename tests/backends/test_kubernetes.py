"""Objects applied to the Kubernetes API, read and deleted: paths, options, refusals."""

from __future__ import annotations

import pytest

from lab.backends.kubernetes import KubernetesApi
from lab.configs.manifests import Manifest, read_manifests
from tests.backends.small_kubernetes import SmallKubernetes

PATH = "/apis/apps/v1/namespaces/shop/deployments/web"


def deployment(kind: str = "Deployment", version: str = "apps/v1") -> Manifest:
    text = f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: web, namespace: shop}}\n"
    return read_manifests(text, "m.yaml")[0]


def test_apply_is_server_side_and_strict() -> None:
    with SmallKubernetes() as api:
        assert KubernetesApi(api.url).apply(deployment()).json["metadata"]["name"] == "web"
    options = "fieldManager=lab&force=true&fieldValidation=Strict"
    assert api.asked == [("GET", "/apis/apps/v1"), ("PATCH", f"{PATH}?{options}")]


def test_kinds_are_looked_up_once() -> None:
    with SmallKubernetes() as api:
        client = KubernetesApi(api.url)
        client.apply(deployment())
        client.get(deployment())
    assert [path for _, path in api.asked].count("/apis/apps/v1") == 1


def test_object_without_a_namespace() -> None:
    node, pod = read_manifests(
        "{apiVersion: v1, kind: Node, metadata: {name: n}}\n---\n{apiVersion: v1, kind: Pod, metadata: {name: p}}\n",
        "m",
    )
    with SmallKubernetes() as api:
        client = KubernetesApi(api.url)
        client.apply(node)
        client.apply(pod)
    assert list(api.objects) == ["/api/v1/nodes/n", "/api/v1/namespaces/default/pods/p"]


def test_refusals_have_the_words_of_the_api() -> None:
    with SmallKubernetes(
        refusals={"deployments/web": [(422, "spec.selector: Required value"), (409, "try again")]}
    ) as api:
        client = KubernetesApi(api.url)
        invalid, conflict = client.apply(deployment()), client.apply(deployment())
    assert (invalid.error, invalid.refused) == ("spec.selector: Required value", True)
    assert (conflict.error, conflict.refused) == ("try again", False)


@pytest.mark.parametrize(
    ("message", "refused"),
    [
        (
            "failed to create typed patch object (/web; apps/v1, Kind=Deployment): "
            ".spec.replica: field not declared in schema",
            True,
        ),
        (
            "failed to create typed patch object (/web; apps/v1, Kind=Deployment): "
            ".spec.replicas: expected numeric (int or float), got string",
            True,
        ),
        ("failed to create typed patch object (/web; a/v1, Kind=B): no corresponding type for a/v1, Kind=B", False),
        ("etcdserver: request timed out", False),
    ],
)
def test_manifest_that_does_not_fit_its_kind(message: str, refused: bool) -> None:
    with SmallKubernetes(refusals={"deployments/web": [(500, message)]}) as api:
        answer = KubernetesApi(api.url).apply(deployment())
    assert (answer.error, answer.refused) == (message, refused)


def test_unknown_kind() -> None:
    with SmallKubernetes() as api:
        answers = [
            KubernetesApi(api.url).apply(deployment(kind, version))
            for kind, version in (("Widget", "apps/v1"), ("ServiceMonitor", "monitoring.coreos.com/v1"))
        ]
    assert [answer.error for answer in answers] == [
        "the API has no kind Widget in apps/v1",
        "the API has no kind ServiceMonitor in monitoring.coreos.com/v1",
    ]


def test_what_is_not_there_is_deleted_already() -> None:
    with SmallKubernetes() as api:
        client = KubernetesApi(api.url)
        assert client.delete(deployment()).error == ""
        assert client.get(deployment()).json is None
        client.apply(deployment())
        client.delete(deployment())
    assert api.objects == {}
