"""Puts a rendered tree on disk, and leaves nothing half-written that was not there before."""

from __future__ import annotations

import shutil
from pathlib import Path

from lab.errors import LabError
from lab.render.tree import RenderedTree

_NOT_COPIED = shutil.ignore_patterns("__pycache__", ".*", "*.pyc")


def write_tree(tree: RenderedTree, folder: Path) -> None:
    """`folder` is made when it is not there; files of the same name are replaced. Raises LabError, before anything is
    written, when a path leads out of the folder."""
    for path in (*tree.texts, *tree.copies, *tree.mounts):
        if not (folder / path).resolve().is_relative_to(folder.resolve()):
            raise LabError(f"{path!r} leads out of the folder {folder}", remedy="check the scenario's names and files")
    for path, source in tree.copies.items():
        shutil.copytree(source, folder / path, dirs_exist_ok=True, ignore=_NOT_COPIED)
    for path, source in tree.mounts.items():
        _copy_readable(Path(source), folder / path)
    for path, text in tree.texts.items():  # last: a text may be a patched file of a folder that was copied
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        # Containers read these as users of their own.
        file.chmod(0o644)


def _copy_readable(source: Path, target: Path) -> None:
    """A file or a folder with all below it, so that containers can read it as users of their own."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=_NOT_COPIED)
    else:
        shutil.copyfile(source, target)
    for path in (target, *target.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o111 else 0o644)
