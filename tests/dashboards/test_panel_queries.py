"""The queries of a dashboard file: variables replaced, data sources resolved, problems reported."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lab.dashboards.checking import planned_queries
from lab.dashboards.dashboard import dashboard_of
from lab.dashboards.panel_queries import PanelQuery, Selection, Unasked

BUILT_IN = {"__rate_interval": "4s", "__interval_ms": "1000", "__auto": "1s"}

ALL = Selection()


def queries_of(
    dashboard: dict[str, Any], selection: Selection = ALL, **values: str
) -> tuple[list[PanelQuery], list[str]]:
    queries, unasked, problems = planned_queries(dashboard_of(dashboard, values), values, BUILT_IN, selection)
    return list(queries), [*(f"{one.panel}: {one.why}" for one in unasked), *problems]


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
    "dashboard",
    [{}, {"panels": None, "templating": None}, {"panels": [{"type": "row", "panels": None}]}, {"panels": [1, "x"]}],
)
def test_panel_queries_of_nothing(dashboard: dict[str, Any]) -> None:
    assert queries_of(dashboard) == ([], [])


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
    queries, said = queries_of(dashboard)
    assert [replace(query, preferred=False) for query in queries] == [
        PanelQuery("Logs", "A", LOGS, source="loki", uid=uid, logs=True)
    ]
    assert said == []


@pytest.mark.parametrize(
    ("datasource", "uid"),
    [
        pytest.param({"type": "prometheus", "uid": "prom"}, "prom", id="a uid"),
        pytest.param({"uid": "prom"}, "prom", id="a uid alone"),
        pytest.param({"type": "prometheus", "uid": "${datasource}"}, "", id="a variable that is not there"),
        pytest.param(None, "", id="the default one"),
        pytest.param("Prometheus", "", id="by name"),
        pytest.param("default", "", id="by the name of the default one"),
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


def test_panel_queries_of_other_data_sources_are_not_asked() -> None:
    dashboard = {
        "panels": [
            logs_panel('{app="a"}', LOKI),
            panel("x", "Influx", datasource={"type": "influxdb", "uid": "i"}),
            {"title": "SQL", "type": "table", "datasource": {"uid": "x"}, "targets": [{"refId": "A", "rawSql": "x"}]},
            {"title": "Again", "datasource": {"uid": "-- Dashboard --"}, "targets": [{"refId": "A", "panelId": 1}]},
            {"title": "Hidden", "type": "stat", "targets": [{"expr": "up", "hide": True}]},
            {"title": "Unfinished", "type": "stat", "targets": [{"refId": "A"}]},
            {"title": "Plugin", "type": "some-clock-panel"},
            {"title": "Words", "type": "text"},
            {"title": "Shared", "libraryPanel": {"uid": "u", "name": "CPU"}},
        ]
    }
    queries, said = queries_of(dashboard)

    assert [query.panel for query in queries] == ["Logs"]
    assert said == [
        "Influx: its data source is of type influxdb",
        "SQL: its data source is of type sql",
        "Again: it shows the result of another panel",
        "Hidden: its query is hidden",
        "Unfinished: its query is empty",
        "Plugin: it has no query",
        "Shared: it is the library panel 'CPU', which is not in the file; export it for sharing with others",
    ]


def test_panel_queries_mixed_panel_is_asked_in_part() -> None:
    targets = [
        {"refId": "A", "expr": "up", "datasource": {"type": "prometheus", "uid": "p"}},
        {"refId": "B", "query": "x", "datasource": {"type": "tempo", "uid": "t"}},
        {"refId": "C", "type": "math", "datasource": {"type": "__expr__", "uid": "__expr__"}},
    ]
    dashboard = {"panels": [{"title": "Both", "datasource": {"uid": "-- Mixed --"}, "targets": targets}]}
    built = dashboard_of(dashboard, {})
    queries, unasked, problems = planned_queries(built, {}, BUILT_IN, Selection())

    assert [(query.panel, query.ref) for query in queries] == [("Both", "A")]
    assert unasked == (
        Unasked("Both", "its data source is of type tempo", whole=False),
        Unasked("Both", "it is an expression over other queries, which Grafana evaluates", whole=False),
    )
    assert problems == ()


def test_panel_queries_without_a_data_source_of_the_lab() -> None:
    dashboard = dashboard_of({"panels": [logs_panel('{a="b"}', LOKI), panel("up")]}, {})
    queries, unasked, _ = planned_queries(dashboard, {}, BUILT_IN, Selection(), frozenset({"loki"}))

    assert ([query.panel for query in queries], unasked) == (["P"], (Unasked("Logs", "the lab has no loki"),))


def test_panel_queries_of_one_title_are_two_panels() -> None:
    dashboard = {"panels": [panel("a", "CPU", id=1), panel("b", "CPU", id=2), panel("c", "Disk", id=3)]}
    queries, _ = queries_of(dashboard)

    assert [query.panel for query in queries] == ["CPU (panel 1)", "CPU (panel 2)", "Disk"]
    assert [query.query for query in queries_of(dashboard, Selection(("CPU",)))[0]] == ["a", "b"]
    assert [query.query for query in queries_of(dashboard, Selection(("CPU (panel 2)",)))[0]] == ["b"]
    assert [query.query for query in queries_of(dashboard, Selection((), ("CPU (panel 2)",)))[0]] == ["a", "c"]


def test_panel_queries_repeated_panels_and_rows() -> None:
    dashboard = {
        "templating": {
            "list": [
                {"name": "core", "type": "custom", "query": "0,1", "multi": True, "current": {"value": ["0", "1"]}},
                {"name": "host", "type": "custom", "query": "a,b", "current": {"value": "b"}},
            ]
        },
        "panels": [
            panel('x{core="$core"}', "One", repeat="core"),
            {"type": "row", "title": "Row", "repeat": "core", "collapsed": True, "panels": [panel("y$core", "Two")]},
            panel('z{host="$host"}', "Three", repeat="host"),
            panel("up", "Four", repeat="undeclared"),
        ],
    }

    assert [(query.panel, query.query) for query in queries_of(dashboard)[0]] == [
        ("One (core=0)", 'x{core="0"}'),
        ("One (core=1)", 'x{core="1"}'),
        ("Two (core=0)", "y0"),
        ("Two (core=1)", "y1"),
        ("Three", 'z{host="b"}'),
        ("Four", "up"),
    ]


def test_panel_queries_repeats_are_bounded() -> None:
    numbers = [str(number) for number in range(50)]
    variable_ = {
        "name": "n",
        "type": "custom",
        "query": ",".join(numbers),
        "multi": True,
        "current": {"value": numbers},
    }
    queries, said = queries_of({"templating": {"list": [variable_]}, "panels": [panel("x$n", repeat="n")]})

    assert (len(queries), said) == (20, ["P: it is repeated for 50 values; lab asks the first 20"])


def test_panel_queries_instant() -> None:
    def target(**options: Any) -> bool:
        queries, _ = queries_of({"panels": [{"title": "P", "targets": [{"refId": "A", "expr": "up", **options}]}]})
        return queries[0].instant

    assert target(instant=True)
    assert target(queryType="instant")
    assert not target(instant=True, range=True)
    assert not target()


def test_panel_queries_of_an_interval_in_a_variable() -> None:
    interval = {"name": "i", "type": "custom", "query": "$__rate_interval,5m", "current": {"value": "$__rate_interval"}}
    queries, _ = queries_of({"templating": {"list": [interval]}, "panels": [panel("rate(x[$i])")]})

    assert queries[0].query == "rate(x[4s])"


def test_panel_queries_variable_in_a_comment_is_none() -> None:
    assert queries_of({"panels": [panel("up # of $job")]}) == ([PanelQuery("P", "A", "up # of $job")], [])


def test_panel_queries_repeated_for_all_with_a_value_for_all() -> None:
    of_all = {"includeAll": True, "allValue": ".*", "current": {"value": "$__all"}, "options": [{"value": "a.b"}]}
    each = variable("x", query="label_values(up, x)", **of_all)
    dashboard = {
        "templating": {"list": [each, {**each, "name": "y", "type": "custom", "query": "c,d"}]},
        "panels": [panel('up{x="$x"}', repeat="x"), panel('up{x=~"$x", y="$y"}', "Q", repeat="y")],
    }

    assert [(query.panel, query.query) for query in queries_of(dashboard)[0]] == [
        ("P", 'up{x="a\\\\.b"}'),
        ("Q (y=c)", 'up{x=~".*", y="c"}'),
        ("Q (y=d)", 'up{x=~".*", y="d"}'),
    ]


def test_panel_queries_with_a_minimum_step() -> None:
    steps = [
        panel("rate(a[$__rate_interval])", "P", interval="10s"),
        {"title": "Q", "targets": [{"refId": "A", "expr": "rate(a[$every])", "interval": "10s"}]},
    ]
    every = {"name": "every", "type": "custom", "query": "$__interval", "current": {"value": "$__interval"}}
    dashboard = {"templating": {"list": [every]}, "panels": steps}
    queries, _, _ = planned_queries(dashboard_of(dashboard, {}), {}, {**BUILT_IN, "__interval": "1s"}, ALL)

    assert [query.query for query in queries] == ["rate(a[11s])", "rate(a[10s])"]
