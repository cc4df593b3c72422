"""The panels of a dashboard file and their targets."""

from __future__ import annotations

from typing import Any

import pytest

from lab.dashboards.panels import (
    has_queries,
    panel_titles,
    panels_of,
    read_dashboard,
    targets_of,
    title_of,
    unit_of,
)
from lab.errors import Problems

CHART = {"title": "Chart", "type": "timeseries", "targets": [{"refId": "A", "expr": "up"}]}
INNER = {"title": "Inner", "type": "stat", "targets": [{"refId": "A", "expr": "up"}]}


def test_panels_of_reads_collapsed_rows() -> None:
    row = {"type": "row", "title": "Row", "panels": [INNER]}

    assert panels_of({"panels": [CHART, row, {"type": "text"}]}) == [CHART, INNER]


@pytest.mark.parametrize("dashboard", [{}, {"panels": None}, {"panels": [7]}])
def test_panels_of_nothing(dashboard: dict[str, Any]) -> None:
    assert panels_of(dashboard) == []


@pytest.mark.parametrize(("type_", "expected"), [("timeseries", True), ("logs", True), ("row", False), ("text", False)])
def test_has_queries(type_: str, expected: bool) -> None:
    assert has_queries({"type": type_}) is expected


@pytest.mark.parametrize(("panel", "title"), [(CHART, "Chart"), ({"id": 7}, "panel 7"), ({"title": ""}, "panel ?")])
def test_title_of(panel: dict[str, Any], title: str) -> None:
    assert title_of(panel) == title


@pytest.mark.parametrize(("panel", "unit"), [({"fieldConfig": {"defaults": {"unit": "s"}}}, "s"), ({}, "")])
def test_unit_of(panel: dict[str, Any], unit: str) -> None:
    assert unit_of(panel) == unit


def test_targets_of_leaves_out_hidden_and_empty_ones() -> None:
    targets = [{"expr": "a"}, {"expr": "b", "hide": True}, {"expr": ""}, {}, 7]

    assert targets_of({"targets": targets}) == [{"expr": "a"}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "d.json:1:2: not JSON: expecting property name enclosed in double quotes"),
        ("[]", "d.json:1:1: a dashboard must be a mapping; export it from Grafana as JSON"),
    ],
)
def test_read_dashboard_invalid(text: str, message: str) -> None:
    with pytest.raises(Problems) as caught:
        read_dashboard(text, "d.json")

    assert [str(problem) for problem in caught.value.problems] == [message]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ('{"panels": [{"title": "A", "targets": [{"expr": "x"}]}, {"title": "B"}]}', ("A",)),
        ("{", ()),
        ("[]", ()),
        ("7", ()),
        ('{"panels": 7}', ()),
    ],
)
def test_panel_titles(text: str, titles: tuple[str, ...]) -> None:
    assert panel_titles(text) == titles
