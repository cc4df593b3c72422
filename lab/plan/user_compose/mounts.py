"""What a service of a Compose file mounts: copies of files and folders, fresh volumes, secrets and configs.

The rendered folder has the project's files under `project-files`, each once, so that services that share a folder go on
sharing it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lab.errors import Place, Problems
from lab.language.compose.values import Refused
from lab.language.json_values import mapping, mappings
from lab.plan.files import FileTexts
from lab.plan.model import CopiedFiles, PlacedFile
from lab.plan.user_compose.keys import Refusal
from lab.stack.boundaries import OutsideError
from lab.stack.user_compose.mounted import Mounted
from lab.stack.user_compose.project import ResolvedProject

FOLDER = "project-files"


@dataclass(slots=True)
class MountPlan:
    """What one service gets. `fresh`: paths of the project that are fresh volumes instead."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, PlacedFile] = field(default_factory=dict)  # by its path in the container
    copies: dict[str, CopiedFiles] = field(default_factory=dict)
    volumes: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    refused: list[tuple[Refusal, Place]] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)

    @property
    def text_paths(self) -> frozenset[str]:
        """The paths in the rendered tree of files whose text is known."""
        return frozenset(file.path for file in self.files.values())


@dataclass(frozen=True, slots=True)
class MountPlanner:
    """`look`: what is at a path of the project; raises Refused. `folder`: that of the scenario."""

    project: ResolvedProject
    look: Callable[[str], Mounted]
    folder: str
    texts: FileTexts
    trusted: bool

    def plan(self, name: str, service: Mapping[str, Any], slot_of: Callable[[str], str]) -> MountPlan:
        plan = MountPlan()
        for index, entry in enumerate(mappings(service.get("volumes"))):
            place = self.project.place(name, "volumes", index)
            match entry.get("type"):
                case "bind":
                    self._bind(entry, plan, place, slot_of)
                case "volume":
                    self._volume(entry, plan, place)
                case "tmpfs":
                    kept = {key: entry[key] for key in ("type", "target", "tmpfs") if entry.get(key)}
                    plan.entries.append(kept)
                case other:
                    plan.refused.append((Refusal("volumes", f"has a mount of type {other}", trusted=False), place))
        for kind in ("secrets", "configs"):
            for index, entry in enumerate(mappings(service.get(kind))):
                self._file(kind, entry, plan, self.project.place(name, kind, index), slot_of)
        return plan

    def text_at(self, target: str, plan: MountPlan) -> str | None:
        """The text of a file at a path in the container, as of a secret; None when it is not known."""
        if target in plan.files:
            return plan.files[target].text.strip()
        for entry in plan.entries:
            copied = plan.copies.get(str(entry.get("source", "")).removeprefix("./"))
            if entry["target"] == target and copied is not None:
                try:
                    text = self.texts.read(posixpath.relpath(copied.source, self.folder))
                except (OutsideError, Problems):
                    return None
                return None if text is None else text.strip()
        return None

    def _bind(self, entry: Mapping[str, Any], plan: MountPlan, place: Place, slot_of: Callable[[str], str]) -> None:
        source, target = _plain(entry["source"]), entry["target"]
        if not f"{source}/".startswith(f"{self.project.root}/") or source.endswith((".sock",)):
            what = "the Docker socket" if source.endswith("docker.sock") else f"{source} of this machine"
            if not self.trusted:
                plan.refused.append((Refusal("volumes", f"mounts {what}"), place))
            # A socket can be used through a read-only mount; files of the machine are never written.
            plan.entries.append({"type": "bind", "source": entry["source"], "target": target, "read_only": True})
            return
        try:
            found = self.look(source)
        except Refused as refused:
            name = posixpath.relpath(source, self.project.root)
            plan.refused.append((Refusal("volumes", f"mounts {name}, which {refused.message}", trusted=False), place))
            return
        if found.kind == "empty":
            self._fresh(found, entry, plan)
            return
        self._copy(found, target, plan, place, slot_of)
        plan.entries.append(_mount(f"./{_in_tree(found.path)}", target, read_only=bool(entry.get("read_only"))))

    def _copy(self, found: Mounted, target: str, plan: MountPlan, place: Place, slot_of: Callable[[str], str]) -> None:
        for below in found.texts:
            path = posixpath.join(found.path, below) if below else found.path
            self._place_text(path, posixpath.join(target, below) if below else target, plan, place, slot_of)
        path = _in_tree(found.path)
        if found.kind == "folder" or path not in plan.text_paths:
            plan.copies[path] = CopiedFiles(path, posixpath.join(self.project.root, found.path))

    def _place_text(self, path: str, target: str, plan: MountPlan, place: Place, slot_of: Callable[[str], str]) -> None:
        name = posixpath.relpath(posixpath.join(self.project.root, path), self.folder)
        text = self.texts.mounted(name, place)
        if text is not None:
            in_tree, source = _in_tree(path), self.texts.display_path(name)
            plan.files[target] = PlacedFile(in_tree, target, text, source, slot_of(target), place, mounted=False)

    def _fresh(self, found: Mounted, entry: Mapping[str, Any], plan: MountPlan) -> None:
        volume = re.sub(r"[^A-Za-z0-9]+", "-", f"fresh-{found.path}").strip("-")
        plan.volumes[volume] = {}
        plan.fresh.append(found.path)
        plan.entries.append(_mount(volume, entry["target"], read_only=bool(entry.get("read_only")), kind="volume"))

    def _volume(self, entry: Mapping[str, Any], plan: MountPlan, place: Place) -> None:
        source = entry.get("source", "")
        options = {key: entry[key] for key in ("read_only", "volume") if entry.get(key)}
        if not source:
            plan.entries.append({"type": "volume", "target": entry["target"], **options})
            return
        definition = mapping(mapping(self.project.data.get("volumes")).get(source))
        driver_options = mapping(definition.get("driver_opts"))
        plain = definition.get("driver", "local") == "local" and driver_options.get("type", "tmpfs") == "tmpfs"
        if not plain and not self.trusted:
            refusal = Refusal("volumes", f"mounts the volume {source}, which is not a plain one")
            plan.refused.append((refusal, self.project.place_of("volumes", source)))
        given = {key: definition[key] for key in ("driver", "driver_opts") if definition.get(key)}
        plan.volumes[source] = given
        plan.entries.append({"type": "volume", "source": source, "target": entry["target"], **options})

    def _file(
        self, kind: str, entry: Mapping[str, Any], plan: MountPlan, place: Place, slot_of: Callable[[str], str]
    ) -> None:
        """A secret is never read as text."""
        name = str(entry.get("source", ""))
        default = f"/run/secrets/{name}" if kind == "secrets" else f"/{name}"
        target = str(entry.get("target") or default)
        if not target.startswith("/"):
            target = f"/run/secrets/{target}" if kind == "secrets" else f"/{target}"
        definition = mapping(mapping(self.project.data.get(kind)).get(name))
        in_tree = f"{kind}/{re.sub(r'[^A-Za-z0-9_.-]', '_', name)}"
        if content := definition.get("content"):
            plan.files[target] = PlacedFile(
                in_tree, target, _plain(content), place.file, slot_of(target), place, mounted=False
            )
        elif file := definition.get("file"):
            source = _plain(file)
            if not f"{source}/".startswith(f"{self.project.root}/"):
                plan.refused.append(
                    (Refusal(kind, f"has the {kind[:-1]} {source} of this machine", trusted=False), place)
                )
                return
            path = posixpath.relpath(source, self.project.root)
            in_tree = _in_tree(path) if kind == "configs" else in_tree
            if kind == "configs":
                self._place_text(path, target, plan, place, slot_of)
            if in_tree not in plan.text_paths:
                plan.copies[in_tree] = CopiedFiles(in_tree, source)
        else:
            where = "the environment" if definition.get("environment") else "a Swarm"
            text = f"has the {kind[:-1]} {name} from {where}, which labs do not get: give it as a file"
            plan.refused.append((Refusal(kind, text, trusted=False), place))
            return
        plan.entries.append(_mount(f"./{in_tree}", target, read_only=True))


def _mount(source: str, target: str, *, read_only: bool, kind: str = "bind") -> dict[str, Any]:
    entry: dict[str, Any] = {"type": kind, "source": source.replace("$", "$$"), "target": target}
    return {**entry, "read_only": True} if read_only else entry


def _in_tree(path: str) -> str:
    return posixpath.normpath(posixpath.join(FOLDER, path))


def _plain(text: str) -> str:
    """Compose writes `$$` for a dollar sign."""
    return text.replace("$$", "$")
