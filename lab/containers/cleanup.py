"""Takes labs down, whoever started them and however that ended: objects by label, then the lab's own state folder."""

from __future__ import annotations

import shutil

from lab.containers.attach import projects
from lab.containers.engine import Engine
from lab.containers.labels import checked_project
from lab.containers.removal import LabObjects, remove_objects
from lab.errors import LabError, UsageError


def remove(engine: Engine, project: str | None) -> LabObjects:
    """Removes one lab, or with None all of them, also those that only left files. Removing nothing is no error."""
    if project is not None:
        return _remove_one(engine, project)
    removed = LabObjects()
    for name in _all_projects(engine):
        removed += _remove_one(engine, name)
    return removed


def _all_projects(engine: Engine) -> tuple[str, ...]:
    folders = engine.state / "labs"
    left = sorted(one.name for one in folders.iterdir() if one.is_dir()) if folders.is_dir() else []
    usable = []
    for name in dict.fromkeys((*projects(engine), *left)):
        try:
            usable.append(checked_project(name))
        except UsageError:
            continue  # not written by us
    return tuple(usable)


def _remove_one(engine: Engine, project: str) -> LabObjects:
    removed = remove_objects(engine, project)
    _remove_folder(engine, project)
    return removed


def _remove_folder(engine: Engine, project: str) -> None:
    """Only what is really inside our state folder: a symbolic link there does not make its target ours."""
    folder = engine.state / "labs" / checked_project(project)
    if folder.is_symlink() or not folder.is_dir() or folder.resolve().parent != (engine.state / "labs").resolve():
        return
    try:
        shutil.rmtree(folder)
    except OSError as failed:
        raise LabError(f"could not remove {folder}: {failed.strerror}", remedy="remove it by hand") from None
