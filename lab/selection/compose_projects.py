"""A Compose project that nobody has written a scenario for, as one with nothing to say of it."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.errors import UsageError
from lab.language.yaml_dump import readable_yaml
from lab.stack.boundaries import is_file
from lab.stack.folders import Folders, ScenarioSource

LOAD_RATE = "5/s"
LOAD_FOR = "20s"


@dataclass(frozen=True, slots=True)
class ComposeProjectChoice:
    """What a command line says of a Compose project. `loads`: 'SERVICE=GET /path', sent one after the other."""

    files: tuple[str, ...]
    profiles: tuple[str, ...] = ()
    env_files: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    loads: tuple[str, ...] = ()


def is_compose_file(name: str) -> bool:
    """Whether a command's argument is meant as a Compose file."""
    path = Path(name)
    return path.suffix in (".yml", ".yaml") and "compose" in path.name


def compose_project_source(choice: ComposeProjectChoice, folders: Folders) -> ScenarioSource:
    """Raises UsageError for files that are not there."""
    files = [(folders.here / name).resolve() for name in (*choice.files, *choice.env_files)]
    for name, file in zip((*choice.files, *choice.env_files), files, strict=True):
        if not is_file(file):
            raise UsageError(f"there is no file {name!r}")
    folder = files[0].parent
    relative = [posixpath.relpath(file, folder) for file in files]
    number = len(choice.files)
    compose: dict[str, Any] = {"files": relative[:number]}
    given = {"profiles": choice.profiles, "env_file": relative[number:], "without": choice.without}
    compose |= {key: list(values) for key, values in given.items() if values}
    steps = [_load_step(text, index) for index, text in enumerate(choice.loads, 1)] or [{"name": "started"}]
    data: Mapping[str, Any] = {"title": folder.name, "why": "as it is", "compose": compose, "steps": steps}
    # In messages the project's own files have their paths; this text has none.
    return ScenarioSource(folder.name, folder, folders.display_path(folder / "command line"), readable_yaml(data))


def _load_step(text: str, index: int) -> dict[str, Any]:
    service, equals, request = text.partition("=")
    if not equals or not request.strip():
        raise UsageError(f"--load {text!r} is not SERVICE=REQUEST", remedy="write it as: --load 'app=GET /products'")
    load = {"name": f"load-{index}", "to": service, "rate": LOAD_RATE, "for": LOAD_FOR, "mix": {request.strip(): 1}}
    return {"name": f"load {index}", "load": load}
