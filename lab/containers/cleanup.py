"""Takes labs down, whoever started them and however that ended: objects by label, then the lab's own state folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterable

from lab.containers.attach import projects
from lab.containers.engine import Engine
from lab.containers.labels import checked_project
from lab.containers.remote import kept
from lab.containers.remote.carrying import engine_of, own_name
from lab.containers.removal import LabObjects, remove_objects
from lab.errors import LabError, UsageError


def remove(engine: Engine, project: str | None) -> LabObjects:
    """Removes one lab, or with None all of them, also those that only left files. Removing nothing is no error.

    The take-down of a lab that is interrupted begins again, so that a first Ctrl-C does not leave half of it.
    """
    if project is not None:
        try:
            return _remove_one(engine, project)
        except KeyboardInterrupt:
            _remove_one(engine, project)
            raise
    removed = LabObjects()
    for name in _all_projects(engine):
        removed += _remove_one(engine, name)
    return removed


def leftovers(engine: Engine) -> tuple[str, ...]:
    """Projects that have a state folder or a lock here and nothing on the engine: their driver was killed too early.
    Those of another engine are not among them."""
    present = frozenset(projects(engine))
    return tuple(name for name in _usable(_with_files(engine)) if name not in present)


def _all_projects(engine: Engine) -> tuple[str, ...]:
    return _usable((*projects(engine), *_with_files(engine)))


def _with_files(engine: Engine) -> tuple[str, ...]:
    folders = [one for one in (engine.state / "labs").glob("*") if one.is_dir()]
    locks = (one.name.removesuffix(".lock") for one in (engine.state / "locks").glob("*.lock"))
    elsewhere = {one.name for one in folders if engine_of(one) != own_name(engine)}
    return tuple(sorted({*(one.name for one in folders), *locks} - elsewhere))


def _usable(names: Iterable[str]) -> tuple[str, ...]:
    usable = []
    for name in dict.fromkeys(names):
        try:
            usable.append(checked_project(name))
        except UsageError:
            continue  # not written by us
    return tuple(usable)


def _remove_one(engine: Engine, project: str) -> LabObjects:
    kept.end(engine.state / "labs" / checked_project(project))
    engine.relays.close(project)
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
