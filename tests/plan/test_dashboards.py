from __future__ import annotations

import json
from typing import Any

import pytest

from lab.errors import Place
from lab.plan.dashboards import panel_queries
from lab.plan.model import PanelQuery

ASKED = Place("s.yaml", 5, 7)
BUILT_IN = {"__rate_interval": "4s", "__interval_ms": "1000"}


def asked(dashboard: Any, **values: str) -> tuple[list[PanelQuery], list[str]]:
    text = dashboard if isinstance(dashboard, str) else json.dumps(dashboard)
    queries, problems = panel_queries(text, "d.json", values, BUILT_IN, ASKED)
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
        pytest.param('up{job="[[job]]"}', 'up{job="api"}', id="as of old"),
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
def test_variables(written: str, query: str) -> None:
    assert asked({"panels": [panel(written)]}, job="api", jobs="5m") == ([PanelQuery("P", "A", query)], [])


@pytest.mark.parametrize(
    ("content", "value"),
    [
        pytest.param(variable("v", current={"value": "a"}), "a", id="what is chosen"),
        pytest.param(variable("v", current={"value": ["a", "b"]}), "a|b", id="several"),
        pytest.param(variable("v", current={"value": "$__all"}), None, id="all of them"),
        pytest.param(variable("v", current=None), None, id="nothing"),
        pytest.param(variable("v"), None, id="not even that"),
        pytest.param({"name": "v", "type": "custom", "query": "x,y"}, "x", id="the first of a list"),
        pytest.param({"name": "v", "type": "constant", "query": "c"}, "c", id="constant"),
        pytest.param({"name": "v", "type": "textbox", "query": ""}, None, id="an empty box"),
    ],
)
def test_values_that_a_dashboard_opens_with(content: dict[str, Any], value: str | None) -> None:
    queries, problems = asked({"templating": {"list": [content]}, "panels": [panel('up{a="$v"}')]})

    if value is None:
        assert problems == ["s.yaml:5:7: panel 'P' uses $v, which has no value; give it in 'with'"]
    else:
        assert [query.query for query in queries] == [f'up{{a="{value}"}}']


def test_what_is_given_comes_before_what_the_dashboard_says() -> None:
    dashboard = {
        "templating": {"list": [variable("job", current={"value": "old"})]},
        "panels": [panel('up{job="$job"}')],
    }

    assert asked(dashboard, job="new")[0][0].query == 'up{job="new"}'


def test_every_query_of_every_panel_in_reading_order() -> None:
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

    assert asked(dashboard) == (
        [
            PanelQuery("One", "A", "a", "s"),
            PanelQuery("Inside", "A", "b"),
            PanelQuery("panel 7", "B", "d", "", "{{x}}"),
        ],
        [],
    )


@pytest.mark.parametrize(
    ("dashboard", "said"),
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
def test_dashboards_that_cannot_be_asked(dashboard: Any, said: list[str]) -> None:
    assert asked(dashboard) == ([], said)
