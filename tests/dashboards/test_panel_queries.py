"""The queries of a dashboard file: variables replaced, data sources resolved, problems reported."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lab.dashboards.panel_queries import PanelQuery, panel_queries
from lab.dashboards.panels import panel_titles
from lab.errors import Place

PLACE = Place("s.yaml", 5, 7)
BUILT_IN = {"__rate_interval": "4s", "__interval_ms": "1000"}


def queries_of(dashboard: Any, **values: str) -> tuple[list[PanelQuery], list[str]]:
    text = dashboard if isinstance(dashboard, str) else json.dumps(dashboard)
    queries, problems = panel_queries(text, "d.json", values, BUILT_IN, PLACE)
    return list(queries), [str(problem) for problem in problems]


def panel(expr: str, title: str = "P", **more: Any) -> dict[str, Any]:
    return {"title": title, "type": "timeseries", "targets": [{"refId": "A", "expr": expr}], **more}


def variable(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "query", **more}


@pytest.mark.parametrize(
    ("written", "query"),
    [
        pytest.param('up{job="$job"}', 'up{job="api"}', id="bare"),
        pytest.param('up{job="${job}"}', 'up{job="api"}', id="in braces"),
        pytest.param('up{job=~"${job:regex}"}', 'up{job=~"api"}', id="with a format"),
        pytest.param('up{job="[[job]]"}', 'up{job="api"}', id="the notation before Grafana 7"),
        pytest.param("rate(x[$__rate_interval])", "rate(x[4s])", id="one of Grafana's own"),
        pytest.param("x > $__interval_ms", "x > 1000", id="in milliseconds"),
        pytest.param(
            'label_replace(up, "a", "$1", "b", "(.*)")',
            'label_replace(up, "a", "$1", "b", "(.*)")',
            id="a group of label_replace",
        ),
        pytest.param("rate(x[$jobs])", "rate(x[5m])", id="a name that begins like another"),
    ],
)
def test_panel_queries_variables(written: str, query: str) -> None:
    assert queries_of({"panels": [panel(written)]}, job="api", jobs="5m") == ([PanelQuery("P", "A", query)], [])


@pytest.mark.parametrize(
    ("content", "value"),
    [
        pytest.param(variable("v", current={"value": "a"}), "a", id="saved"),
        pytest.param(variable("v", current={"value": ["a", "b"]}), "a|b", id="several"),
        pytest.param(variable("v", current={"value": "$__all"}), None, id="all of them"),
        pytest.param(variable("v", current=None), None, id="nothing"),
        pytest.param(variable("v"), None, id="no key"),
        pytest.param({"name": "v", "type": "custom", "query": "x,y"}, "x", id="the first of a list"),
        pytest.param({"name": "v", "type": "constant", "query": "c"}, "c", id="constant"),
        pytest.param({"name": "v", "type": "textbox", "query": ""}, None, id="an empty box"),
    ],
)
def test_panel_queries_default_values(content: dict[str, Any], value: str | None) -> None:
    queries, problems = queries_of({"templating": {"list": [content]}, "panels": [panel('up{a="$v"}')]})

    if value is None:
        assert problems == ["s.yaml:5:7: panel 'P' uses $v, which has no value; give it in 'with'"]
    else:
        assert [query.query for query in queries] == [f'up{{a="{value}"}}']


def test_panel_queries_given_values() -> None:
    dashboard = {
        "templating": {"list": [variable("job", current={"value": "old"})]},
        "panels": [panel('up{job="$job"}')],
    }

    assert queries_of(dashboard, job="new")[0][0].query == 'up{job="new"}'


def test_panel_queries_in_reading_order() -> None:
    dashboard = {
        "panels": [
            panel("a", "One", fieldConfig={"defaults": {"unit": "s"}}),
            {"type": "row", "title": "Row", "panels": [panel("b", "Inside")]},
            {"type": "text", "title": "Text"},
            {
                "id": 7,
                "type": "stat",
                "targets": [
                    {"refId": "A", "expr": "c", "hide": True},
                    {"refId": "B", "expr": "d", "legendFormat": "{{x}}"},
                    {"refId": "C", "expr": ""},
                    {"refId": "D"},
                ],
            },
        ]
    }

    assert queries_of(dashboard) == (
        [
            PanelQuery("One", "A", "a", "s"),
            PanelQuery("Inside", "A", "b"),
            PanelQuery("panel 7", "B", "d", "", "{{x}}"),
        ],
        [],
    )


@pytest.mark.parametrize(
    ("dashboard", "problems"),
    [
        pytest.param(
            {"panels": [panel("up{", "P1"), panel("$a + $b + $a", "P2")]},
            [
                "s.yaml:5:7: panel 'P1': PromQL does not parse: unexpected end of input inside braces",
                "s.yaml:5:7: panel 'P2' uses $a, $b, which has no value; give it in 'with'",
            ],
            id="all problems",
        ),
        pytest.param('{\n "panels": [}', ["d.json:2:13: not JSON: expecting value"], id="not JSON"),
        pytest.param([], ["d.json:1:1: a dashboard must be a mapping; export it from Grafana as JSON"], id="a list"),
        pytest.param({}, ["s.yaml:5:7: d.json has no panel with a query"], id="no panels"),
        pytest.param({"panels": None, "templating": None}, ["s.yaml:5:7: d.json has no panel with a query"], id="null"),
        pytest.param(
            {"panels": [1, {"targets": None}, {"targets": [1]}]},
            ["s.yaml:5:7: d.json has no panel with a query"],
            id="no mappings",
        ),
        pytest.param(
            {"panels": [{"type": "row", "panels": None}]},
            ["s.yaml:5:7: d.json has no panel with a query"],
            id="an empty row",
        ),
    ],
)
def test_panel_queries_invalid(dashboard: Any, problems: list[str]) -> None:
    assert queries_of(dashboard) == ([], problems)


def logs_panel(expr: str, datasource: object, **more: Any) -> dict[str, Any]:
    return panel(expr, "Logs", datasource=datasource, **more)


LOKI = {"type": "loki", "uid": "loki-1"}
LOGS = '{container="api"} |= "ERROR"'
DATASOURCE = {"name": "ds", "type": "datasource", "query": "loki"}
INPUT = {"name": "DS_LOGS", "type": "datasource", "pluginId": "loki"}


@pytest.mark.parametrize(
    ("dashboard", "uid"),
    [
        pytest.param({"panels": [logs_panel(LOGS, LOKI)]}, "loki-1", id="the panel says it"),
        pytest.param(
            {"panels": [{**logs_panel(LOGS, None), "targets": [{"refId": "A", "expr": LOGS, "datasource": LOKI}]}]},
            "loki-1",
            id="the target says it",
        ),
        pytest.param(
            {
                "panels": [
                    {
                        **logs_panel(LOGS, {"type": "datasource", "uid": "-- Mixed --"}),
                        "targets": [{"refId": "A", "expr": LOGS, "datasource": LOKI}],
                    }
                ]
            },
            "loki-1",
            id="one of several",
        ),
        pytest.param(
            {
                "panels": [
                    {
                        **logs_panel(LOGS, {"type": "prometheus", "uid": "p"}),
                        "targets": [{"refId": "A", "expr": LOGS, "datasource": LOKI}],
                    }
                ]
            },
            "loki-1",
            id="the target knows better than the panel",
        ),
        pytest.param(
            {"templating": {"list": [DATASOURCE]}, "panels": [logs_panel(LOGS, {"uid": "${ds}"})]},
            "",
            id="a variable tells the type alone",
        ),
        pytest.param(
            {
                "templating": {"list": [{**DATASOURCE, "current": {"text": "L", "value": "l-2"}}]},
                "panels": [logs_panel(LOGS, {"type": "loki", "uid": "$ds"})],
            },
            "l-2",
            id="what the variable is opened with",
        ),
        pytest.param(
            {
                "templating": {"list": [{**DATASOURCE, "current": {"text": "default", "value": "default"}}]},
                "panels": [logs_panel(LOGS, {"type": "loki", "uid": "[[ds]]"})],
            },
            "",
            id="the default one",
        ),
        pytest.param(
            {"__inputs": [INPUT], "panels": [logs_panel(LOGS, {"type": "loki", "uid": "${DS_LOGS}"})]},
            "",
            id="an exported dashboard",
        ),
        pytest.param({"__inputs": [INPUT], "panels": [logs_panel(LOGS, "${DS_LOGS}")]}, "", id="exported long ago"),
        pytest.param({"panels": [logs_panel(LOGS, "Loki")]}, "", id="by name"),
    ],
)
def test_panel_queries_of_logs(dashboard: dict[str, Any], uid: str) -> None:
    assert queries_of(dashboard) == ([PanelQuery("Logs", "A", LOGS, source="loki", uid=uid, logs=True)], [])


@pytest.mark.parametrize(
    ("datasource", "uid"),
    [
        pytest.param({"type": "prometheus", "uid": "prom"}, "prom", id="a uid"),
        pytest.param({"uid": "prom"}, "prom", id="a uid alone"),
        pytest.param({"type": "prometheus", "uid": "${datasource}"}, "", id="a variable that is not there"),
        pytest.param(None, "", id="the default one"),
        pytest.param("Prometheus", "", id="by name"),
        pytest.param("default", "", id="by the name of the default one"),
        pytest.param({"type": "datasource", "uid": "-- Dashboard --"}, "", id="another panel's"),
        pytest.param(7, "", id="nonsense"),
    ],
)
def test_panel_queries_of_prometheus(datasource: object, uid: str) -> None:
    assert queries_of({"panels": [panel("up", datasource=datasource)]}) == ([PanelQuery("P", "A", "up", uid=uid)], [])


def test_panel_queries_given_uid() -> None:
    dashboard = {
        "templating": {"list": [{**DATASOURCE, "current": {"value": "old"}}]},
        "__inputs": [INPUT],
        "panels": [logs_panel(LOGS, {"uid": "$ds"}), logs_panel(LOGS, {"uid": "${DS_LOGS}"})],
    }
    assert [query.uid for query in queries_of(dashboard, ds="new", DS_LOGS="input")[0]] == ["new", "input"]


def test_panel_queries_metric_query_of_logs() -> None:
    expr = 'sum(rate({container="$app"} |= "ERROR" [$__auto]))'
    queries, problems = queries_of({"panels": [logs_panel(expr, LOKI)]}, app="api", __auto="1s")
    query = 'sum(rate({container="api"} |= "ERROR" [1s]))'
    assert (queries, problems) == ([PanelQuery("Logs", "A", query, source="loki", uid="loki-1")], [])


def test_panel_queries_unsupported_data_source() -> None:
    dashboard = {
        "panels": [
            logs_panel('{app="a"', LOKI),
            panel("x", "Influx", datasource={"type": "influxdb", "uid": "i"}),
            panel("up{", "P"),
        ]
    }
    assert queries_of(dashboard)[1] == [
        "s.yaml:5:7: panel 'Logs': LogQL does not parse: { is not closed",
        "s.yaml:5:7: panel 'Influx' queries a data source of type 'influxdb', and lab can query only prometheus and "
        "loki; select the other panels with 'titles'",
        "s.yaml:5:7: panel 'P': PromQL does not parse: unexpected end of input inside braces",
    ]


def test_panel_queries_of_named_panels() -> None:
    text = json.dumps({"panels": [panel("up{", "Wrong"), panel("$x", "Open"), panel("up", "Right"), {"title": "None"}]})
    assert panel_queries(text, "d.json", {}, BUILT_IN, PLACE, ("Right",)) == ((PanelQuery("Right", "A", "up"),), ())
    assert panel_titles(text) == ("Wrong", "Open", "Right")
