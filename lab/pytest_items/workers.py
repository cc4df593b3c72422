"""With pytest-xdist, a lab belongs to one worker, and the lab of a worker that dies is taken down.

Uses only documented hooks and values of xdist. Without xdist the functions return their defaults or are never called.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from lab.engine_facts import MEMORY_SHARE
from lab.settings import from_environment

SPLITTING = ("load", "loadgroup", "worksteal")  # values of --dist that may split a lab among workers
LABS_PER_CPU = 2
LARGEST_LAB = 1.7 * 1024**3  # bytes of memory
_folder = pytest.StashKey[Path]()


def workers_for(cpus: int, memory: float) -> int:
    """How many labs to run in parallel: they mostly wait, so several share a CPU. `memory`: bytes for all of them."""
    return max(1, min(LABS_PER_CPU * cpus, int(memory / LARGEST_LAB)))


def workers_here() -> int:
    """`workers_for` this host."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return workers_for(os.cpu_count() or 1, MEMORY_SHARE * pages * size)


def prepare_worker(node: Any, *, keeps_labs_together: bool) -> None:
    """On the controller, before a worker starts: the worker cannot see how items will be distributed."""
    folder = from_environment().state / "pytest" / node.workerinput["testrunuid"]
    node.config.stash[_folder] = folder
    node.workerinput["lab_split"] = node.config.option.dist in SPLITTING and not keeps_labs_together
    node.workerinput["lab_markers"] = str(folder)


def labs_are_split(config: pytest.Config) -> bool:
    """Whether several workers may get items of one lab, so that each would start it."""
    return bool(_input(config).get("lab_split"))


def at_once(config: pytest.Config) -> int:
    """How many labs run in parallel: one per worker."""
    return int(_input(config).get("workercount", 1))


def marker_folder(config: pytest.Config) -> Path | None:
    folder = _input(config).get("lab_markers")
    return Path(folder) if folder else None


def remove_leftovers(config: pytest.Config) -> None:
    """On the controller, when all workers have ended: takes down the labs of killed workers."""
    folder = config.stash.get(_folder, None)
    if folder is None or not folder.is_dir():
        return
    from lab.containers.cleanup import remove
    from lab.containers.engine import connect

    markers = sorted(folder.iterdir())
    engine = connect(from_environment()) if markers else None
    for marker in markers:
        if engine is not None:
            remove(engine, marker.name)
        marker.unlink()
    folder.rmdir()


def _input(config: pytest.Config) -> dict[str, Any]:
    return getattr(config, "workerinput", {})
