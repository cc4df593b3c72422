"""What a scenario or a component may read: files of its own repository, also through links, and nothing outside.

A scenario may come with a pull request: a link or a path that leads outside would take files of the machine along.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

MAX_ENTRIES = 20_000  # of a build context


class OutsideError(ValueError):
    """A path that points outside of the repository; the message says where to."""


def is_file(path: Path) -> bool:
    """Whether a file is there; also for names that no file can have, and for folders that may not be entered."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """As `is_file`."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def resolved(path: Path) -> Path | None:
    """The path with links followed; None for links that lead to themselves, and for names that no file can have."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return None


def path_inside(boundary: Path, folder: Path, relative: str) -> Path:
    """The real path of `relative` to `folder`. Raises OutsideError when it leads out of `boundary`, or into `.git`."""
    path = resolved(folder / relative)
    if path is None:
        raise OutsideError(f"{relative!r} is not a usable path")
    if not path.is_relative_to(boundary.resolve()):
        raise OutsideError(f"{relative!r} is outside of {boundary}; copy what is needed into the repository")
    if ".git" in path.relative_to(boundary.resolve()).parts:
        raise OutsideError(f"{relative!r} is part of Git's own files")
    return path


def context_problem(boundary: Path, folder: Path, relative: str, beside: str = "the scenario") -> str | None:
    """Why `relative` to `folder` cannot be a build context; None when it can. `beside`: the file that names it."""
    try:
        context = path_inside(boundary, folder, relative)
        if not context.is_dir():
            return f"there is no folder {relative!r} beside {beside}"
        for count, path in enumerate(_entries(context)):
            if count > MAX_ENTRIES:
                return f"the folder {relative!r} has more than {MAX_ENTRIES:,} files; choose a smaller one"
            if problem := _entry_problem(boundary, context, path):
                return f"in the folder {relative!r}: {problem}"
    except OutsideError as error:
        return str(error)
    except OSError as error:
        return f"the folder {relative!r} cannot be read: {error.strerror}"
    return None


def _entries(folder: Path) -> list[Path]:
    """What is copied of a build context: all but hidden files and caches."""
    pending, entries = [folder], list[Path]()
    while pending and len(entries) <= MAX_ENTRIES + 1:
        for entry in sorted(os.scandir(pending.pop()), key=lambda entry: entry.name):
            if entry.name.startswith(".") or entry.name == "__pycache__" or entry.name.endswith(".pyc"):
                continue
            entries.append(Path(entry.path))
            if entry.is_dir(follow_symlinks=False):
                pending.append(Path(entry.path))
    return entries


def _entry_problem(boundary: Path, context: Path, path: Path) -> str | None:
    name = path.relative_to(context)
    kind = path.lstat().st_mode
    if stat.S_ISLNK(kind):
        try:
            target = path_inside(boundary, path.parent, path.name)
        except OutsideError:
            return f"the link {str(name)!r} points outside of the repository"
        if not target.exists():
            return f"the link {str(name)!r} points to nothing"
        if path.is_relative_to(target) or target.is_dir():
            return f"the link {str(name)!r} points to a folder; only links to files can be copied"
    elif not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
        return f"{str(name)!r} is neither a file nor a folder"
    return None
