"""`--lab-mutants`: which mutants run. With pytest-xdist the controller decides and passes the labels to its workers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lab.pytest_items.candidates import candidates
from lab.pytest_items.changed_files import changed_files
from lab.pytest_items.items import ScenarioItem
from lab.pytest_items.mutant_selection import Selection, select, select_all
from lab.selection.scenarios import project_folders
from lab.settings import from_environment

_LABELS = "lab_mutant_labels"
_selection = pytest.StashKey[Selection]()


def selection_of(config: pytest.Config) -> Selection:
    """What `--lab-mutants=selected` selects. Raises UsageError."""
    if _selection not in config.stash:
        config.stash[_selection] = _decide(config)
    return config.stash[_selection]


def _decide(config: pytest.Config) -> Selection:
    settings = from_environment()
    folders = project_folders(settings)
    change = changed_files(settings.project, config.getoption("lab_since") or settings.since)
    if change is None:
        return select_all(candidates(folders, Path("/")), "git does not know what has changed")
    note = f"changed since {change.since}: {len(change.paths)} files"
    share = config.getoption("lab_share")
    return select(candidates(folders, change.root), change.paths, share, change.commit, note)


def pass_selection(node: Any) -> None:
    """On the controller: gives a worker the labels of the selected mutants."""
    if node.config.getoption("lab_mutants") == "selected":
        node.workerinput[_LABELS] = sorted(selection_of(node.config).reasons)


def split_mutants(config: pytest.Config, items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """The items that run, and the deselected ones."""
    option = config.getoption("lab_mutants")
    if option == "all":
        return items, []
    labels: frozenset[str] = frozenset()
    if option == "selected":
        passed = getattr(config, "workerinput", {}).get(_LABELS)
        labels = frozenset(selection_of(config).reasons if passed is None else passed)
    deselected = [item for item in items if _mutant(item) and _mutant(item) not in labels]
    return [item for item in items if item not in set(deselected)], deselected


def _mutant(item: pytest.Item) -> str:
    """The label of the mutant that an item is of; empty for any other item."""
    return item.lab.plan.label if isinstance(item, ScenarioItem) and item.lab.plan.mutant is not None else ""
