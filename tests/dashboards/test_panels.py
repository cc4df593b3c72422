"""The panels of a dashboard: of rows, collapsed rows, libraries; their names and units."""

from __future__ import annotations

from typing import Any

import pytest

from lab.dashboards.panels import panel_names, panels_of

CHART = {"title": "Chart", "type": "timeseries", "targets": [{"refId": "A", "expr": "up"}]}
INNER = {"title": "Inner", "type": "stat", "targets": [{"refId": "A", "expr": "up"}]}


def names(*panels: Any, **dashboard: Any) -> list[str]:
    return [panel.name for panel in panels_of({"panels": list(panels), **dashboard})]


def test_panels_of_reads_collapsed_and_nested_rows() -> None:
    row = {"type": "row", "title": "Row", "panels": [INNER]}

    assert names(CHART, row, {"type": "row", "panels": [row]}) == ["Chart", "Inner (panel ?)", "Inner (panel ?)"]


def test_panels_of_reads_rows_of_old_schemas() -> None:
    rows = [{"title": "R", "repeat": "host", "panels": [{**CHART, "format": "bytes"}]}, {"panels": [INNER]}, {}, 7]
    chart, inner = panels_of({"schemaVersion": 14, "rows": rows})

    assert (chart.name, chart.unit, chart.repeats, chart.targets[0]["expr"]) == ("Chart", "bytes", ("host",), "up")
    assert (inner.name, inner.repeats) == ("Inner", ())


def test_panels_of_repeated_row_holds_what_follows_it() -> None:
    row = {"type": "row", "title": "Row", "repeat": "host", "collapsed": False}
    panels = panels_of({"panels": [row, {**CHART, "repeat": "core"}, {"type": "row", "title": "Next"}, INNER]})

    assert [panel.repeats for panel in panels] == [("host", "core"), ()]


def test_panels_of_takes_library_panels_from_the_file() -> None:
    reference = {"id": 3, "gridPos": {}, "libraryPanel": {"uid": "u", "name": "Shared"}}
    elements = {"u": {"uid": "u", "name": "Shared", "kind": 1, "model": {**CHART, "title": ""}}}
    (panel,) = panels_of({"panels": [reference], "__elements": elements})
    assert (panel.name, panel.id, panel.targets[0]["expr"], panel.flaw) == ("Shared", "3", "up", "")

    (panel,) = panels_of({"panels": [reference], "__elements": [elements["u"]]})
    assert panel.flaw == ""
    own = {**reference, "libraryPanel": {"uid": "u", "name": "Shared", "model": CHART}}
    assert panels_of({"panels": [own]})[0].flaw == ""
    (panel,) = panels_of({"panels": [reference]})
    assert panel.flaw == "it is the library panel 'Shared', which is not in the file; export it for sharing with others"


@pytest.mark.parametrize("dashboard", [{}, {"panels": None}, {"panels": [7]}, {"rows": [{"panels": None}]}])
def test_panels_of_nothing(dashboard: dict[str, Any]) -> None:
    assert panels_of(dashboard) == ()


@pytest.mark.parametrize(("type_", "expected"), [("timeseries", True), ("logs", True), ("row", False), ("text", False)])
def test_panel_has_queries(type_: str, expected: bool) -> None:
    assert [panel.has_queries for panel in panels_of({"rows": [{"panels": [{"type": type_}]}]})] == [expected]


@pytest.mark.parametrize(("panel", "name"), [(CHART, "Chart"), ({"id": 7}, "panel 7"), ({"title": " "}, "panel ?")])
def test_panel_name(panel: dict[str, Any], name: str) -> None:
    assert names(panel) == [name]


@pytest.mark.parametrize(
    ("panel", "unit"),
    [
        ({"fieldConfig": {"defaults": {"unit": "s"}}}, "s"),
        ({"format": "percent"}, "percent"),
        ({"yaxes": [{"format": "bytes"}, {"format": "short"}]}, "bytes"),
        ({}, ""),
    ],
)
def test_panel_unit(panel: dict[str, Any], unit: str) -> None:
    assert panels_of({"panels": [panel]})[0].unit == unit


def test_panel_targets_leave_out_hidden_ones() -> None:
    (panel,) = panels_of({"panels": [{"targets": [{"expr": "a"}, {"expr": "b", "hide": True}, 7]}]})

    assert (panel.targets, panel.hidden) == (({"expr": "a"},), 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"panels": [{"title": "A", "targets": [{"expr": "x"}]}, {"title": "B"}, {"type": "text"}]}', ("A", "B")),
        ('{"panels": [{"title": "A", "id": 1}, {"title": "A", "id": 2}]}', ("A", "A (panel 1)", "A (panel 2)")),
        ("{", ()),
        ("[]", ()),
        ('{"panels": 7}', ()),
    ],
)
def test_panel_names(text: str, expected: tuple[str, ...]) -> None:
    assert panel_names(text, "d.json") == expected


def test_panel_targets_include_hidden_ones_that_an_expression_needs() -> None:
    expression = {"refId": "B", "datasource": {"type": "__expr__", "uid": "__expr__"}, "expression": "$A * 2"}
    (panel,) = panels_of({"panels": [{"targets": [{"refId": "A", "expr": "a", "hide": True}, expression]}]})

    assert [target["refId"] for target in panel.targets] == ["A", "B"]
    expression["datasource"] = "__expr__"  # before Grafana 8.3
    (panel,) = panels_of({"panels": [{"targets": [{"refId": "A", "expr": "a", "hide": True}, expression]}]})
    assert [target["refId"] for target in panel.targets] == ["A", "B"]


def test_panels_of_leaves_out_saved_copies_of_repeated_panels() -> None:
    repeated = {**CHART, "id": 1, "repeat": "host"}
    copy = {**CHART, "id": 2, "repeat": None, "repeatPanelId": 1, "repeatIteration": 5}
    assert names(repeated, copy) == ["Chart"]

    rows = [{"repeat": "host", "panels": [CHART]}, {"repeat": None, "repeatRowId": 1, "panels": [CHART]}]
    assert names(rows=rows) == ["Chart"]
