"""The order of items, and names of several words in -k expressions."""

from __future__ import annotations

import math
import re

import pytest

from lab.plan.actions import LoadPlan
from lab.plan.model import LabPlan

_OPERATORS = {"and", "or", "not", "(", ")"}


def group_by_lab(items: list[pytest.Item]) -> None:
    """Sorts in place: the items of a lab follow its first one, in the order of the scenario. One lab runs at a time."""
    from lab.pytest_items.items import ScenarioItem

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
    from lab.pytest_items.items import ScenarioItem

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


def hyphenate(name: str) -> str:
    """A name without spaces, which -k does not accept."""
    return re.sub(r"[^\w.:+/\\\[\]-]+", "-", name)


def hyphenate_expression(expression: str) -> str:
    """`requests are counted and not mutant` becomes `requests-are-counted and not mutant`.

    pytest rejects words without an operator between them. It rejects quotes too, so an expression with quotes is left
    as it is.
    """
    if '"' in expression or "'" in expression:
        return expression
    joined: list[str] = []
    for word in re.findall(r"[()]|[^\s()]+", expression):
        if joined and word not in _OPERATORS and joined[-1] not in _OPERATORS:
            joined[-1] += f"-{word}"
        else:
            joined.append(word)
    return " ".join(joined)
