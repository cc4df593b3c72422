"""The intervals of queries with a minimum step, a resolution, or a panel with a minimum interval."""

from __future__ import annotations

from typing import Any

import pytest

from lab.dashboards.interpolation import Value, constant
from lab.dashboards.min_step import intervals_of, step_references

VALUES = {
    "__interval": constant("15s"),
    "__rate_interval": constant("1m"),
    "resolution": Value(("30s",)),
    "rate": Value(("$__rate_interval",)),
}


@pytest.mark.parametrize(
    ("target", "of_panel", "interval", "rate"),
    [
        ({"interval": "1m"}, "", "1m", "4m"),
        ({"interval": "60"}, "", "1m", "4m"),
        ({"interval": ">1m"}, "", "1m", "4m"),
        ({"interval": "$resolution"}, "", "30s", "2m"),
        ({"interval": "30s", "intervalFactor": 2}, "", "1m", "2m"),
        ({"intervalFactor": 2}, "", "30s", "1m"),
        ({}, "2m", "2m", "2m15s"),
        ({"interval": "30s"}, "2m", "30s", "2m"),
        ({"interval": "$__rate_interval"}, "", "1m", "1m"),
        ({"interval": "$rate"}, "", "1m", "4m"),
    ],
)
def test_intervals_of(target: dict[str, Any], of_panel: str, interval: str, rate: str) -> None:
    found = intervals_of(target, of_panel, VALUES)
    assert (found["__interval"].values, found["__rate_interval"].values) == ((interval,), (rate,))


@pytest.mark.parametrize(
    ("target", "of_panel"),
    [
        ({}, ""),
        ({"interval": "1s", "intervalFactor": 1}, "5s"),
        ({"interval": "soon", "intervalFactor": "2"}, "$undeclared"),
        ({"interval": None, "intervalFactor": -3}, ""),
    ],
)
def test_intervals_of_what_changes_nothing(target: dict[str, Any], of_panel: str) -> None:
    assert intervals_of(target, of_panel, VALUES) == {}


def test_intervals_of_an_unknown_scrape_interval() -> None:
    assert intervals_of({"interval": "1m"}, "", {}) == {}


def test_step_references_only_of_queries_that_use_the_step() -> None:
    assert step_references({"expr": "rate(a[$__interval])", "interval": "$x"}, "${y}") == ("x", "y")
    assert step_references({"expr": "rate(a[5m])", "interval": "$x"}, "${y}") == ()
