"""Finds the files that a scenario names: beside it, in a folder that scenarios share, or elsewhere in its repository.

A scenario may come from a stranger. It reads nothing outside of the repository that it is in (without one: outside of
the folder that holds `scenarios/`), and no hidden files or folders elsewhere in it: `.git` and `.env` hold secrets. A
pattern looks at a bounded number of entries. Symbolic links count as what they lead to.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from lab.stack.boundaries import is_file, is_folder, resolved
from lab.stack.project_files import project_root

MAX_ENTRIES = 5000  # that one pattern or folder looks at

_MAGIC = re.compile(r"[*?\[]")


class TooManyFilesError(Exception):
    """A pattern or folder with more than `MAX_ENTRIES` entries."""


def find_file(scenario_folder: Path, relative: str) -> Path | None:
    """The file, with symbolic links followed; None when there is none, or none that a scenario may read."""
    file = resolved(scenario_folder / relative)
    return file if file and _may_read(scenario_folder, file) and is_file(file) else None


def is_pattern(name: str) -> bool:
    """Whether a name is for any number of files: `rules/*.yml`, `rules/`."""
    return bool(_MAGIC.search(name)) or name.endswith("/")


def fixed_part(pattern: str) -> str:
    """The folder that a pattern begins with: `rules/` of `rules/*/x.yml` and of `rules/`; empty when there is none."""
    parts = PurePosixPath(pattern).parts
    plain = [part for position, part in enumerate(parts) if not any(map(_MAGIC.search, parts[: position + 1]))]
    if plain == list(parts) and not pattern.endswith("/"):
        plain = plain[:-1]
    return "/".join(plain) + "/" if plain else ""


def matching_files(scenario_folder: Path, pattern: str) -> tuple[str, ...]:
    """The files that a pattern (`*`, `?`, `[ab]`, once `**`) or a folder stands for, sorted, as a scenario names files.

    Hidden files are left out. Raises `TooManyFilesError`.
    """
    start = fixed_part(pattern)
    if pattern.count("**") > 1:
        return ()  # matching could take long
    folder = resolved(scenario_folder / start)
    if folder is None or not _may_read(scenario_folder, folder) or not is_folder(folder):
        return ()
    rest = pattern.removeprefix(start)
    parts = rest.split("/") if rest else ["**", "*"]
    depth = 100 if not rest or "**" in rest else rest.count("/")
    names = (name for name in _files_below(folder, depth) if _matches(name.split("/"), parts))
    return tuple(start + name for name in sorted(names) if find_file(scenario_folder, start + name))


def _may_read(scenario_folder: Path, path: Path) -> bool:
    if path.is_relative_to(scenario_folder.parent.resolve()):
        return True
    root = project_root(scenario_folder)
    return path.is_relative_to(root) and not any(part.startswith(".") for part in path.relative_to(root).parts)


def _files_below(folder: Path, depth: int) -> Iterator[str]:
    """The files below a folder, by path from it, at most `depth` folders deep; links to folders are not followed."""
    seen = 0
    waiting = [""]
    while waiting:
        below = waiting.pop()
        with os.scandir(folder / below) as entries:
            for entry in entries:
                seen += 1
                if seen > MAX_ENTRIES:
                    raise TooManyFilesError
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if below.count("/") < depth:
                        waiting.append(f"{below}{entry.name}/")
                else:
                    yield f"{below}{entry.name}"


def _matches(name: list[str], pattern: list[str]) -> bool:
    """Part by part; `**` stands for any number of folders."""
    if not pattern:
        return not name
    if pattern[0] == "**":
        return any(_matches(name[skipped:], pattern[1:]) for skipped in range(len(name) + 1))
    return bool(name) and fnmatchcase(name[0], pattern[0]) and _matches(name[1:], pattern[1:])
