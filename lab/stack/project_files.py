"""Files and folders of the project that a service may mount: none outside of it, none hidden, none large."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from lab.language.compose.values import Refused
from lab.language.one_line import shortened
from lab.stack.boundaries import resolved

MAX_FILES = 2000
MAX_BYTES = 64 * 1024**2


def project_root(folder: Path) -> Path:
    """The folder of the repository that `folder` is in; without one that which has `scenarios/`, else its parent.

    Never the whole disk.
    """
    above = (folder.resolve(), *folder.resolve().parents)
    repository = next((path for path in above if (path / ".git").exists()), None)
    holder = next((path.parent for path in above if path.name in ("scenarios", "stacks", "sample_apps")), None)
    root = repository or holder or folder.resolve().parent
    return root if root != Path(root.anchor) else folder.resolve()


def mountable(folder: Path, relative: str) -> Path:
    """The file or folder at a path relative to `folder`, with links followed. Raises Refused."""
    root = project_root(folder)
    path = resolved(folder / relative)
    if path is None:
        raise Refused(f"is not a usable path: {shortened(relative)!r}")
    if not path.is_relative_to(root):
        raise Refused(f"points outside of the project: {relative!r}; copy the file into {root.name or root}/")
    if not _exists(path):
        raise Refused(f"names nothing: there is no file or folder {relative!r} beside the file that mounts it")
    hidden = [part for part in path.relative_to(root).parts if part.startswith(".")]
    if hidden and (path.is_dir() or hidden[-1] != path.name or len(hidden) > 1):
        raise Refused(f"is in the hidden folder {hidden[0]!r}, which may hold secrets; copy what the lab needs")
    if not (path.is_dir() or path.is_file()):
        raise Refused(f"is neither a file nor a folder: {relative!r}")
    _check_contents(path, root, relative)
    return path


def _check_contents(path: Path, root: Path, relative: str) -> None:
    size = 0
    for number, file in enumerate(_files_below(path), 1):
        target = resolved(file)
        if target is None or not target.is_relative_to(root):
            raise Refused(f"holds a link that points outside of the project: {file.relative_to(path)}; remove it")
        size += file.stat().st_size if file.is_file() else 0
        if number > MAX_FILES or size > MAX_BYTES:
            raise Refused(
                f"is too large to be copied: {relative!r} has more than {MAX_FILES} files or "
                f"{MAX_BYTES // 1024**2} MiB; mount the part that the service reads"
            )


def _files_below(path: Path) -> Iterator[Path]:
    """Those that are copied: hidden ones are not."""
    if path.is_file():
        yield path
        return
    for folder, below, names in os.walk(path):
        below[:] = [name for name in below if not name.startswith(".")]
        links = [name for name in below if (Path(folder) / name).is_symlink()]
        for link in links:
            yield Path(folder) / link
        yield from (Path(folder) / name for name in names if not name.startswith("."))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False  # a name that no file can have
