"""The order of items, and selecting names of several words with -k."""

from __future__ import annotations

import math
import re

import pytest

from lab.plan.actions import LoadPlan
from lab.plan.model import LabPlan

_OPERATORS = {"and", "or", "not", "(", ")"}


def labs_together(items: list[pytest.Item]) -> None:
    """Puts each lab's items where the first of them is, in the order of the scenario: one lab is up at a time."""
    from lab.pytest_items.items import ScenarioItem

    first: dict[int, int] = {}
    keys: dict[pytest.Item, tuple[int, int]] = {}
    for index, item in enumerate(items):
        if isinstance(item, ScenarioItem):
            keys[item] = (first.setdefault(id(item.lab), index), item.number)
        else:
            keys[item] = (index, 0)
    items.sort(key=keys.__getitem__)


def longest_first(items: list[pytest.Item]) -> None:
    """For several workers: a long lab that begins last would leave the others idle. What is no lab comes first."""
    from lab.pytest_items.items import ScenarioItem

    items.sort(key=lambda item: -expected_s(item.lab.plan) if isinstance(item, ScenarioItem) else -math.inf)


def expected_s(plan: LabPlan) -> float:
    """About how long the steps of a lab take: their loads and, in a mutant, the failures that are waited for."""
    seconds = 0.0
    fails = plan.mutant.fails if plan.mutant is not None else {}
    for step in plan.steps:
        if isinstance(step.action, LoadPlan):
            seconds += step.action.seconds
        for checks in (step.wait, step.expect):
            waits = (check.miss.within if check.miss else check.within for check in checks if check.name in fails)
            seconds += max(waits, default=1.0 if checks else 0.0)
    return seconds


def one_word(name: str) -> str:
    """A name without spaces, which -k does not allow."""
    return re.sub(r"[^\w.:+/\\\[\]-]+", "-", name)


def joined_words(expression: str) -> str:
    """`requests are counted and not mutant` selects as `requests-are-counted and not mutant`.

    pytest refuses words without an operator between them, and quotes, which are left to it.
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
