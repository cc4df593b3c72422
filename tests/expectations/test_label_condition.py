"""Conditions on label names and values."""

from __future__ import annotations

from typing import Any

import pytest

from lab.expectations.label_condition import LabelCondition

LABELS = {"__name__": "up", "job": "api", "status": "500"}


@pytest.mark.parametrize(
    ("condition", "mismatches", "text"),
    [
        ({"have": ("job", "pod")}, ["no label pod"], "has job, pod"),
        ({"lack": ("job", "pod")}, ["has the label job"], "lacks job, pod"),
        (
            {"exactly": ("job", "pod")},
            ["no label pod", "also has the label status"],
            "has exactly the labels job, pod",
        ),
        ({"exactly": ("job", "status")}, [], "has exactly the labels job, status"),
        ({"equal": {"status": "/^4/"}}, ["status is '500', not '/^4/'"], "status = /^4/"),
        ({"have": ("job",), "equal": {"status": "500"}}, [], "has job, status = 500"),
    ],
)
def test_mismatches(condition: dict[str, Any], mismatches: list[str], text: str) -> None:
    model = LabelCondition.model_validate(condition)

    assert model.mismatches(LABELS) == mismatches
    assert str(model) == text
