"""Objects of manifests: several in a file, lists, their places, and what cannot be one."""

from __future__ import annotations

import pytest

from lab.configs.manifests import in_order, read_manifests
from lab.errors import Problems

TWO = """\
# a comment
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
  annotations: {lab/wait: "false"}
spec: {replicas: 3, paused: false, selector: {matchLabels: {version: "1"}}}
---
"""


def test_objects_have_their_places_and_typed_values() -> None:
    namespace, web = read_manifests(TWO, "m.yaml")
    assert (str(namespace.place), namespace.title, namespace.awaited) == ("m.yaml:2:1", "Namespace shop", True)
    assert (str(web.place), web.title, web.awaited) == ("m.yaml:6:1", "Deployment shop/web", False)
    assert web.body["spec"] == {"replicas": 3, "paused": False, "selector": {"matchLabels": {"version": "1"}}}


def test_items_of_a_list_are_objects() -> None:
    text = "kind: List\napiVersion: v1\nitems:\n- {apiVersion: v1, kind: Node, metadata: {name: a}}\n"
    (node,) = read_manifests(text, "m.yaml")
    assert (str(node.place), node.title) == ("m.yaml:4:3", "Node a")


def test_definitions_and_namespaces_come_first() -> None:
    kinds = ("Pod", "CustomResourceDefinition", "Role", "Namespace")
    text = "---\n".join(f"{{apiVersion: v1, kind: {kind}, metadata: {{name: a}}}}\n" for kind in kinds)
    ordered = [one.kind for one in in_order(read_manifests(text, "m.yaml"))]
    assert ordered == ["Namespace", "CustomResourceDefinition", "Pod", "Role"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kind: Pod\n", "m.yaml:1:1: this object has no apiVersion and no metadata.name"),
        ("apiVersion: v1\nkind: Pod\nmetadata: {name: 7}\n", "m.yaml:1:1: metadata.name must be text; quote it"),
        ("[a]\n", "m.yaml:1:1: a manifest must be a mapping with 'apiVersion', 'kind' and 'metadata'"),
        ("# nothing\n", "m.yaml:1:1: there is no object in this file"),
        ("a: [\n", "m.yaml:2:1: not YAML"),
    ],
)
def test_what_is_no_manifest(text: str, message: str) -> None:
    with pytest.raises(Problems) as caught:
        read_manifests(text, "m.yaml")
    assert caught.value.message.startswith(message)
