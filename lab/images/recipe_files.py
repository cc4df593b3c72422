"""Reads the files of a recipe's folder that reach the builder. What they add up to is for `digest`."""

from __future__ import annotations

import os
from pathlib import Path

from lab.images.digest import RecipeFile
from lab.images.ignore_rules import ignore_rules

DOCKERFILE = "Dockerfile"
SCRIPT = "build.sh"
_is_trace = ignore_rules("")


def read_recipe(folder: Path, dockerfile: str = DOCKERFILE) -> dict[str, RecipeFile]:
    """By relative path, in no particular order; empty when the folder holds no recipe."""
    if not any((folder / name).is_file() for name in (dockerfile, SCRIPT)):
        return {}
    own_ignore = folder / f"{dockerfile}.dockerignore"
    ignore = own_ignore if own_ignore.is_file() else folder / ".dockerignore"
    patterns = ignore.read_text(encoding="utf-8", errors="replace") if ignore.is_file() else ""
    left_out = ignore_rules(patterns)
    # With an exception among the patterns, a folder that is left out may hold files that are taken back.
    passed_over = _is_trace if "!" in patterns else left_out
    files: dict[str, RecipeFile] = {}
    for parent, folders, names in os.walk(folder):
        inside = Path(parent).relative_to(folder)
        links = [name for name in folders if (Path(parent) / name).is_symlink()]
        folders[:] = [name for name in folders if name not in links and not passed_over((inside / name).as_posix())]
        for name in (*names, *links):
            path = (inside / name).as_posix()
            if path in (dockerfile, SCRIPT) or not left_out(path):
                files[path] = _read(Path(parent) / name)
    return files


def _read(path: Path) -> RecipeFile:
    if path.is_symlink():
        return RecipeFile(f"-> {path.readlink()}".encode())
    if not path.is_file():  # a socket or a pipe: the builder does not send those
        return RecipeFile(b"")
    return RecipeFile(path.read_bytes(), executable=os.access(path, os.X_OK))
