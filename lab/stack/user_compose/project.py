"""A Compose project as Docker Compose has resolved it, with the places of its values in the user's files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lab.errors import Place
from lab.language.json_values import mapping
from lab.language.strict_yaml import Document


@dataclass(frozen=True, slots=True)
class ResolvedProject:
    """`data`: the answer of `docker compose config`, with absolute paths, and with `$$` for each `$`. `documents`: all
    files that it was made of, the ones named by the user first. `root`: the folder that mounted files must be in.
    `notes`: what Compose warned of."""

    data: Mapping[str, Any]
    documents: tuple[Document, ...]
    root: str
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = field(default=())

    @property
    def services(self) -> Mapping[str, Mapping[str, Any]]:
        """Without those that are left out."""
        services = mapping(self.data.get("services"))
        return {name: mapping(service) for name, service in services.items() if name not in self.left_out}

    def place(self, service: str, *path: str | int) -> Place:
        """Where the user's files say this of a service: in the last named file that does, as later ones win."""
        return self.place_of("services", service, *path)

    def place_of(self, *path: str | int) -> Place:
        for depth in range(len(path), 0, -1):
            for document in reversed(self.documents):
                if has(document.data, path[:depth]):
                    return document.place(path[:depth])
        return Place(self.documents[0].file, 0, 0)


def has(data: Any, path: tuple[str | int, ...]) -> bool:
    """Whether a value is there."""
    for key in path:
        if isinstance(data, list):
            data = dict(enumerate(data))
        if not isinstance(data, dict) or key not in data:
            return False
        data = data[key]
    return True
