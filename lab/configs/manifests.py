"""Reads Kubernetes manifests: the objects of a file with their places, as far as that can be checked without an API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lab.configs.yaml_file import read_typed_documents
from lab.errors import Place, Problem, Problems
from lab.language.yaml_nodes import Document

# Namespaces and definitions come before what needs them, whatever the order of the files.
_FIRST = ("Namespace", "CustomResourceDefinition")


@dataclass(frozen=True, slots=True)
class Manifest:
    """One object as a file has it. `place`: its first line. `namespace` is empty where the file has none."""

    place: Place
    api_version: str
    kind: str
    namespace: str
    name: str
    body: Mapping[str, Any]

    @property
    def awaited(self) -> bool:
        """Whether one waits until it is as it should be: not with the annotation `lab/wait: "false"`."""
        annotations = self.body["metadata"].get("annotations")
        return not (isinstance(annotations, Mapping) and annotations.get("lab/wait") == "false")

    @property
    def title(self) -> str:
        """For messages: `Deployment shop/api`."""
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"


def read_manifests(text: str, file: str) -> tuple[Manifest, ...]:
    """All objects of a file in their order, those of a `List` one by one. Raises `Problems`."""
    problems: list[Problem] = []
    manifests = tuple(
        manifest
        for document in read_typed_documents(text, file)
        for manifest in _objects(document, document.data, (), problems)
    )
    if not manifests and not problems:
        problems.append(Problem(Place(file, 1, 1), "there is no object in this file"))
    if problems:
        raise Problems(tuple(problems))
    return manifests


def in_order(manifests: Iterator[Manifest] | tuple[Manifest, ...]) -> tuple[Manifest, ...]:
    """In the order in which they can be applied."""
    return tuple(sorted(manifests, key=lambda one: _FIRST.index(one.kind) if one.kind in _FIRST else len(_FIRST)))


def _objects(document: Document, data: Any, path: tuple[str | int, ...], problems: list[Problem]) -> Iterator[Manifest]:
    place = document.values.get(path) or document.place(path)
    if data is None:
        return
    if not isinstance(data, dict):
        problems.append(Problem(place, "a manifest must be a mapping with 'apiVersion', 'kind' and 'metadata'"))
        return
    if data.get("kind") == "List" and isinstance(data.get("items"), list):
        for index, item in enumerate(data["items"]):
            yield from _objects(document, item, (*path, "items", index), problems)
        return
    given = data.get("metadata")
    metadata: dict[str, Any] = given if isinstance(given, dict) else {}
    texts: dict[str, Any] = {
        "apiVersion": data.get("apiVersion"),
        "kind": data.get("kind"),
        "metadata.name": metadata.get("name"),
    }
    if missing := [key for key, value in texts.items() if not value]:
        problems.append(Problem(place, f"this object has no {' and no '.join(missing)}"))
        return
    if wrong := [key for key, value in texts.items() if not isinstance(value, str)]:
        problems.append(Problem(place, f"{' and '.join(wrong)} must be text; quote it"))
        return
    namespace = metadata.get("namespace") or ""
    yield Manifest(place, texts["apiVersion"], texts["kind"], str(namespace), texts["metadata.name"], data)
