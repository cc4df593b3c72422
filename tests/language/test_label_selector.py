"""Which labels a selector selects."""

from __future__ import annotations

from typing import Any

import pytest

from lab.language.label_selector import format_labels, format_selector, selects, unmet

_LABELS = {"app": "api", "tier": "front"}


@pytest.mark.parametrize(
    ("selector", "missing"),
    [
        pytest.param({}, [], id="empty selects everything"),
        pytest.param({"matchLabels": {"app": "api"}}, [], id="label"),
        pytest.param({"matchLabels": {"app": "web"}}, ["app=web"], id="another value"),
        pytest.param({"matchLabels": {"release": "x", "app": "api"}}, ["release=x"], id="no such label"),
        pytest.param(
            {"matchExpressions": [{"key": "tier", "operator": "In", "values": ["front", "back"]}]}, [], id="In"
        ),
        pytest.param(
            {"matchExpressions": [{"key": "tier", "operator": "In", "values": ["back"]}]},
            ["tier In (back)"],
            id="not In",
        ),
        pytest.param(
            {"matchExpressions": [{"key": "gone", "operator": "NotIn", "values": ["a"]}]}, [], id="NotIn absent"
        ),
        pytest.param(
            {"matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["front"]}]},
            ["tier NotIn (front)"],
            id="NotIn present",
        ),
        pytest.param({"matchExpressions": [{"key": "app", "operator": "Exists"}]}, [], id="Exists"),
        pytest.param({"matchExpressions": [{"key": "x", "operator": "Exists"}]}, ["x Exists"], id="does not exist"),
        pytest.param({"matchExpressions": [{"key": "x", "operator": "DoesNotExist"}]}, [], id="DoesNotExist"),
        pytest.param({"matchExpressions": [{"key": "app", "operator": "Is"}]}, ["app Is"], id="unknown operator"),
    ],
)
def test_unmet(selector: dict[str, Any], missing: list[str]) -> None:
    assert list(unmet(selector, _LABELS)) == missing
    assert selects(selector, _LABELS) == (not missing)


def test_formats() -> None:
    expression = {"key": "tier", "operator": "In", "values": ["front"]}
    assert (
        format_selector({"matchLabels": {"app": "api"}, "matchExpressions": [expression]}) == "app=api, tier In (front)"
    )
    assert format_selector({}) == "everything"
    assert format_labels(_LABELS) == "app=api, tier=front"
    assert format_labels({}) == "none"
