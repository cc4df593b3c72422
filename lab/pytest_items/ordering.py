"""The order of items: those of a lab together, and long labs first."""

from __future__ import annotations

import math

import pytest

from lab.plan.actions import LoadPlan
from lab.plan.model import LabPlan
from lab.pytest_items.items import ScenarioItem


def group_by_lab(items: list[pytest.Item]) -> None:
    """Sorts in place: the items of a lab follow its first one, in the order of the scenario. One lab runs at a time."""
    first: dict[int, int] = {}
    keys: dict[pytest.Item, tuple[int, int]] = {}
    for index, item in enumerate(items):
        if isinstance(item, ScenarioItem):
            keys[item] = (first.setdefault(id(item.lab), index), item.number)
        else:
            keys[item] = (index, 0)
    items.sort(key=keys.__getitem__)


def sort_longest_first(items: list[pytest.Item]) -> None:
    """Sorts in place, for several workers: a long lab that starts last would leave the others idle. Other tests come
    first."""
    items.sort(key=lambda item: -expected_s(item.lab.plan) if isinstance(item, ScenarioItem) else -math.inf)


def expected_s(plan: LabPlan) -> float:
    """Estimated duration of a lab's steps in seconds: its loads and, for a mutant, the time until planned failures."""
    seconds = 0.0
    fails = plan.mutant.fails if plan.mutant is not None else {}
    for step in plan.steps:
        if isinstance(step.action, LoadPlan):
            seconds += step.action.seconds
        for checks in (step.wait, step.expect):
            waits = (check.miss.within if check.miss else check.within for check in checks if check.name in fails)
            seconds += max(waits, default=1.0 if checks else 0.0)
    return seconds
