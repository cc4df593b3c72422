"""What a service mounts from the project: its files are taken along into the rendered folder, read-only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from lab.errors import Place, Problem
from lab.language.compose.mounts import mount
from lab.language.compose.values import Refused
from lab.plan.env_files import env_file_problems
from lab.plan.files import FileTexts
from lab.plan.model import CopiedFiles, PlacedFile

Mountable = Callable[[str], Path]


def take_along(
    service: str, volumes: tuple[Any, ...], mountable: Mountable, problem: Callable[[int, str], None]
) -> tuple[list[Any], tuple[CopiedFiles, ...]]:
    """`volumes` with paths of the rendered folder, and what to copy there. `problem` gets the index of an entry."""
    entries: list[Any] = []
    copies: list[CopiedFiles] = []
    for index, entry in enumerate(volumes):
        found = mount(entry)
        if found.type != "bind" or found.of_host:
            entries.append(entry)
            continue
        try:
            source = mountable(found.source.replace("$$", "$"))
        except Refused as refused:
            problem(index, f"item {index + 1} of 'volumes' {refused.message}")
            continue
        name = re.sub(r"[^A-Za-z0-9._-]", "_", source.name) or "folder"
        path = f"{service}/mounts/{index + 1}/{name}"
        copies.append(CopiedFiles(path, str(source)))
        entries.append(replace(found, read_only=True, create_host_path=True).compose(f"./{path}"))
    return entries, tuple(copies)


def env_files(
    service: str, entries: tuple[Mapping[str, Any], ...], texts: FileTexts, place: Callable[[int], Place]
) -> tuple[list[dict[str, Any]], tuple[PlacedFile, ...]]:
    """`env_file` with paths of the rendered folder, and the files. Those that may be missing, and are, are left out."""
    listed: list[dict[str, Any]] = []
    files: list[PlacedFile] = []
    for index, entry in enumerate(entries):
        name = str(entry["path"]).removeprefix("./").replace("$$", "$")
        if entry.get("required") is False and texts.read(name) is None:
            continue
        text = texts.text(name, place(index))
        if text is None:
            continue
        shown = texts.display_path(name)
        problems = env_file_problems(text)
        texts.problems.extend(Problem(Place(shown, line, 1), message) for line, message in problems)
        base = re.sub(r"[^A-Za-z0-9._-]", "_", Path(name).name)
        path = f"{service}/env/{index + 1}/{base}"
        files.append(PlacedFile(path, "", text, shown))
        listed.append({**entry, "path": f"./{path}"})
    return listed, tuple(files)
