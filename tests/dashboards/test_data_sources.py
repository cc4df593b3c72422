"""The data source of a panel's query."""

from __future__ import annotations

from typing import Any

import pytest

from lab.dashboards.data_sources import DataSource, data_sources

LOKI = {"type": "loki", "uid": "loki-1"}
VARIABLE = {"name": "ds", "type": "datasource", "query": "loki", "current": {"value": "saved"}}
INPUT = {"name": "DS_LOGS", "type": "datasource", "pluginId": "loki"}
DASHBOARD = {"templating": {"list": [VARIABLE]}, "__inputs": [INPUT]}


@pytest.mark.parametrize(
    ("panel", "target", "source"),
    [
        pytest.param(LOKI, None, DataSource("loki", "loki-1"), id="of the panel"),
        pytest.param({"type": "prometheus", "uid": "p"}, LOKI, DataSource("loki", "loki-1"), id="of the target"),
        pytest.param({"uid": "-- Mixed --"}, LOKI, DataSource("loki", "loki-1"), id="mixed"),
        pytest.param(None, None, DataSource("prometheus"), id="none"),
        pytest.param("default", None, DataSource("prometheus"), id="the default one"),
        pytest.param({"uid": "p"}, None, DataSource("prometheus", "p"), id="a uid alone"),
        pytest.param({"uid": "$ds"}, None, DataSource("loki", "saved", preferred=True), id="a variable"),
        pytest.param({"uid": "${other}", "type": "loki"}, None, DataSource("loki"), id="an unknown variable"),
        pytest.param("${DS_LOGS}", None, DataSource("loki"), id="an input"),
        pytest.param("My Loki", None, DataSource("loki"), id="the name of a Loki"),
        pytest.param("Metrics", None, DataSource("prometheus"), id="another name"),
        pytest.param({"type": "influxdb", "uid": "i"}, None, DataSource("influxdb", "i"), id="another type"),
    ],
)
def test_of(panel: Any, target: Any, source: DataSource) -> None:
    sources = data_sources(DASHBOARD, {})

    assert sources.of(panel, {"datasource": target}) == source


@pytest.mark.parametrize(("name", "uid"), [("ds", "$ds"), ("DS_LOGS", "${DS_LOGS}")])
def test_values_of_the_scenario_come_first(name: str, uid: str) -> None:
    sources = data_sources(DASHBOARD, {name: "given"})

    assert sources.of({"uid": uid}, {}) == DataSource("loki", "given")


@pytest.mark.parametrize("saved", ["default", "$other", None, [], 7])
def test_saved_values_that_are_no_uid(saved: Any) -> None:
    variable = {**VARIABLE, "current": {"value": saved}}
    sources = data_sources({"templating": {"list": [variable]}}, {})

    assert sources.of({"uid": "$ds"}, {}) == DataSource("loki", preferred=True)


def test_saved_list_of_uids() -> None:
    variable = {**VARIABLE, "current": {"value": ["a", "b"]}}

    assert data_sources({"templating": {"list": [variable]}}, {}).variables == {
        "ds": DataSource("loki", "a", preferred=True)
    }


@pytest.mark.parametrize(
    ("panel", "target", "type_"),
    [
        ({"uid": "-- Dashboard --"}, {"panelId": 2}, "-- Dashboard --"),
        ({"type": "datasource", "uid": "grafana"}, {"queryType": "randomWalk"}, "-- Grafana --"),
        ({"uid": "p"}, {"datasource": {"type": "__expr__", "uid": "__expr__"}, "type": "math"}, "__expr__"),
        ({"type": "grafana-amazonprometheus-datasource", "uid": "amp"}, {"expr": "up"}, "prometheus"),
        (None, {"expr": '{app="a"} |= "x"'}, "loki"),
        (None, {"expr": '{job="a"}'}, "prometheus"),
        (None, {"rawSql": "select 1"}, "sql"),
        ("InfluxDB", {"query": "x"}, "influxdb"),
        ("TemporalMetrics", {"expr": "up"}, "prometheus"),
        ("${DS_GRAPHITE-2 (old)}", {"target": "a"}, "graphite"),
        ("Tempo", {"query": "{}"}, "tempo"),
        ("Loki", {"expr": '{job="a"}'}, "loki"),
    ],
)
def test_of_what_is_not_named(panel: Any, target: Any, type_: str) -> None:
    assert data_sources(DASHBOARD, {}).of(panel, target).type == type_
