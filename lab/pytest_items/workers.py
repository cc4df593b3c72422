"""With pytest-xdist one lab belongs to one worker, and a worker that dies leaves no lab behind.

Only documented hooks and values of xdist are used; without xdist this is never called, or returns its defaults.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from lab.engine_facts import MEMORY_SHARE
from lab.settings import from_environment

SPLITTING = ("load", "loadgroup", "worksteal")
LABS_PER_CPU = 3
LARGEST_LAB = 1.7 * 1024**3
_folder = pytest.StashKey[Path]()


def workers_for(cpus: int, memory: float) -> int:
    """How many labs run well at once: they mostly wait, so several share a CPU, as long as the memory holds them."""
    return max(1, min(LABS_PER_CPU * cpus, int(memory / LARGEST_LAB)))


def workers_here() -> int:
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return workers_for(os.cpu_count() or 1, MEMORY_SHARE * pages * size)


def prepare(node: Any, *, labs_whole: bool) -> None:
    """On the controller, before a worker starts: the worker does not know how items will be distributed."""
    folder = from_environment().state / "pytest" / node.workerinput["testrunuid"]
    node.config.stash[_folder] = folder
    node.workerinput["lab_split"] = node.config.option.dist in SPLITTING and not labs_whole
    node.workerinput["lab_live"] = str(folder)


def labs_are_split(config: pytest.Config) -> bool:
    """Whether several workers may get items of one lab, and would all start it."""
    return bool(_input(config).get("lab_split"))


def at_once(config: pytest.Config) -> int:
    return int(_input(config).get("workercount", 1))


def live_folder(config: pytest.Config) -> Path | None:
    folder = _input(config).get("lab_live")
    return Path(folder) if folder else None


def sweep(config: pytest.Config) -> None:
    """On the controller, when all workers have ended: takes down the labs of those that were killed."""
    folder = config.stash.get(_folder, None)
    if folder is None or not folder.is_dir():
        return
    from lab.containers.cleanup import remove
    from lab.containers.engine import connect

    notes = sorted(folder.iterdir())
    engine = connect(from_environment()) if notes else None
    for note in notes:
        if engine is not None:
            remove(engine, note.name)
        note.unlink()
    folder.rmdir()


def _input(config: pytest.Config) -> dict[str, Any]:
    return getattr(config, "workerinput", {})
