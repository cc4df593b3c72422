"""What a mount of a Compose file has on disk: a file, a folder, or nothing yet."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lab.language.compose.values import Refused
from lab.stack.boundaries import resolved
from lab.stack.project_files import mountable

# Files that programs are configured by, and that patches may be for.
_TEXT = ".alloy .cfg .conf .config .csv .ini .json .properties .river .rules .tmpl .toml .txt .yaml .yml"
_ENDINGS = _TEXT.split()
_MAX_TEXT = 1024**2
_MAX_TEXTS = 500
_TEMPLATE = ".j2"


@dataclass(frozen=True, slots=True)
class Mounted:
    """`texts`: the files that are read as text, by their path below a folder; empty for the file itself. `path`: with
    links followed, relative to the root of the project."""

    kind: Literal["file", "folder", "empty", "socket"]
    path: str
    texts: tuple[str, ...] = ()


def mounted(source: str, root: Path) -> Mounted:
    """`source`: an absolute path below `root`. A path that is not there is an empty folder, as for Compose. Raises
    Refused."""
    path = resolved(Path(source))
    if path is None or not path.is_relative_to(root):
        raise Refused("is outside of the project")
    name = path.relative_to(root).as_posix()
    if not path.exists():
        return Mounted("empty", name)
    if stat.S_ISSOCK(path.stat().st_mode):
        return Mounted("socket", name)
    if path.is_dir() and next(os.scandir(path), None) is None:
        return Mounted("empty", name)
    mountable(root, name)
    if path.is_file():
        return Mounted("file", name, ("",) if path.stat().st_size <= _MAX_TEXT and not _is_template(path) else ())
    return Mounted("folder", name, tuple(_texts_below(path))[:_MAX_TEXTS])


def _texts_below(folder: Path) -> list[str]:
    found = []
    for parent, below, names in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith((".", "__pycache__", "node_modules")))
        for name in sorted(names):
            file = Path(parent) / name
            if name.startswith(".") or file.suffix not in _ENDINGS or not file.is_file():
                continue
            if file.stat().st_size <= _MAX_TEXT:
                found.append(file.relative_to(folder).as_posix())
    return found


def _is_template(path: Path) -> bool:
    return path.name.endswith(_TEMPLATE)
