"""Dashboards of schema v2: elements in layouts, and variables of every kind."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lab.dashboards.checking import planned_queries
from lab.dashboards.dashboard import dashboards_in
from lab.dashboards.panel_queries import Selection
from lab.dashboards.schema_v2 import classic_of_v2


def query(expr: str, *, beta: bool = True, hidden: bool = False) -> dict[str, Any]:
    kind = (
        {"kind": "DataQuery", "group": "prometheus", "datasource": {"name": "prom"}} if beta else {"kind": "prometheus"}
    )
    spec = {"refId": "A", "hidden": hidden, "query": {**kind, "spec": {"expr": expr}}}
    return {
        "kind": "PanelQuery",
        "spec": spec if beta else {**spec, "datasource": {"type": "prometheus", "uid": "prom"}},
    }


def panel(id_: int, title: str, *queries: dict[str, Any], beta: bool = True) -> dict[str, Any]:
    visual = {"kind": "VizConfig", "group": "stat"} if beta else {"kind": "stat"}
    return {
        "kind": "Panel",
        "spec": {
            "id": id_,
            "title": title,
            "data": {"kind": "QueryGroup", "spec": {"queries": list(queries)}},
            "vizConfig": {**visual, "spec": {"fieldConfig": {"defaults": {"unit": "s"}}}},
        },
    }


def item(name: str, **more: Any) -> dict[str, Any]:
    return {"kind": "GridLayoutItem", "spec": {"element": {"kind": "ElementReference", "name": name}, **more}}


VARIABLES = [
    {
        "kind": "QueryVariable",
        "spec": {
            "name": "job",
            "current": {"value": "api"},
            "sort": "alphabeticalDesc",
            "query": {
                "kind": "DataQuery",
                "group": "prometheus",
                "datasource": {"name": "prom"},
                "spec": {"qryType": 1, "query": "label_values(up, job)"},
            },
        },
    },
    {"kind": "CustomVariable", "spec": {"name": "q", "query": "0.5,0.9", "current": {"value": "0.9"}}},
    {"kind": "DatasourceVariable", "spec": {"name": "ds", "pluginId": "prometheus", "current": {"value": "prom"}}},
    {"kind": "IntervalVariable", "spec": {"name": "i", "query": "1m,5m", "current": {"value": "5m"}}},
    {"kind": "SwitchVariable", "spec": {"name": "s", "current": "on", "enabledValue": "on", "disabledValue": "off"}},
    {"kind": "TextVariable", "spec": {"name": "t", "query": "x", "current": {"value": ""}}},
]


@pytest.mark.parametrize("beta", [True, False])
def test_classic_of_v2(beta: bool) -> None:
    spec = {
        "title": "V2",
        "elements": {
            "b": panel(2, "Second", query("b", beta=beta), query("h", beta=beta, hidden=True), beta=beta),
            "a": panel(1, "First", query('up{job="$job",q="$q"}', beta=beta), beta=beta),
            "l": {"kind": "LibraryPanel", "spec": {"id": 3, "title": "L", "libraryPanel": {"uid": "u", "name": "L"}}},
        },
        "layout": {
            "kind": "RowsLayout",
            "spec": {
                "rows": [
                    {
                        "kind": "RowsLayoutRow",
                        "spec": {"layout": {"kind": "GridLayout", "spec": {"items": [item("a")]}}},
                    },
                    {
                        "kind": "RowsLayoutRow",
                        "spec": {
                            "repeat": {"mode": "variable", "value": "q"},
                            "layout": {"kind": "GridLayout", "spec": {"items": [item("b"), item("l")]}},
                        },
                    },
                ]
            },
        },
        "variables": VARIABLES,
    }
    resource = {"apiVersion": "dashboard.grafana.app/v2beta1", "kind": "Dashboard", "spec": spec}
    (dashboard,) = dashboards_in(json.dumps(resource), "d.json", {})
    queries, unasked, problems = planned_queries(dashboard, {}, {}, Selection())

    assert [(one.panel, one.query, one.unit) for one in queries] == [
        ("First", 'up{job="api",q="0.9"}', "s"),
        ("Second", "b", "s"),
    ]
    assert [(one.panel, one.why[:20]) for one in unasked] == [("L", "it is the library pa")]
    assert problems == ()
    assert [panel.repeats for panel in dashboard.panels] == [(), ("q",), ("q",)]


def test_classic_of_v2_values_of_variables() -> None:
    (dashboard,) = dashboards_in(json.dumps({"elements": {}, "variables": VARIABLES}), "d.json", {})
    values = {
        name: value.values if (value := variable.value(variable.options, 60)) else None
        for name, variable in dashboard.variables.items()
    }

    assert values == {"job": None, "q": ("0.9",), "ds": ("prom",), "i": ("5m",), "s": ("on",), "t": ("",)}
    assert (dashboard.variables["job"].sort, dashboard.variables["job"].query["query"]) == (2, "label_values(up, job)")


def test_classic_of_v2_of_nonsense() -> None:
    assert (
        classic_of_v2({"elements": {"a": 7}, "layout": {"spec": {"items": [7, item("x")]}}})["panels"][0]["targets"]
        == []
    )


def test_classic_of_v2_element_that_the_layout_does_not_have() -> None:
    data = {"spec": {"queries": [{"spec": {"query": {"kind": "prometheus", "spec": {"expr": "up"}}}}]}}
    element = {"kind": "Panel", "spec": {"title": "P", "data": data}}
    layout = {"spec": {"items": [{"spec": {"element": {"name": "a"}}}]}}
    shown, other = classic_of_v2({"elements": {"a": element, "b": element}, "layout": layout})["panels"]

    assert [len(panel["targets"]) for panel in (shown, other)] == [1, 0]
    assert other["flaw"] == "the layout does not have it, so Grafana does not show it"
    assert "flaw" not in shown
