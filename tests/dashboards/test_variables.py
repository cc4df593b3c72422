"""Variables of every type, and the value that each has when the dashboard is opened."""

from __future__ import annotations

from typing import Any

import pytest

from lab.dashboards.variables import variables_of

OPTIONS = ("a", "b")


def value(content: dict[str, Any], options: tuple[str, ...] | None = None, seconds: float = 3600) -> str | None:
    (variable,) = variables_of({"templating": {"list": [{"name": "v", **content}]}})
    found = variable.value(variable.options if options is None else options, seconds)
    return None if found is None else "|".join(found.values)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param({"type": "query", "current": {"value": "b"}}, "b", id="the saved value"),
        pytest.param({"type": "query", "current": {"value": "gone"}}, "a", id="a saved value that is gone"),
        pytest.param({"type": "query", "current": {}}, "a", id="none saved"),
        pytest.param({"type": "query", "current": {"value": ["b", "gone"]}, "multi": True}, "b", id="several saved"),
        pytest.param({"type": "query", "includeAll": True}, "a|b", id="all by default"),
        pytest.param({"type": "query", "includeAll": True, "allValue": ".+"}, ".+", id="a value for all"),
        pytest.param({"type": "query", "includeAll": True, "current": {"value": ["$__all"]}}, "a|b", id="all"),
        pytest.param(
            {"type": "query", "includeAll": True, "allValue": ".+", "current": {"value": "$__all"}},
            ".+",
            id="all saved",
        ),
    ],
)
def test_value_with_options(content: dict[str, Any], expected: str) -> None:
    assert value(content, OPTIONS) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param({"type": "query"}, None, id="no options"),
        pytest.param(
            {"type": "query", "includeAll": True, "allValue": ".*"}, ".*", id="no options but a value for all"
        ),
        pytest.param({"type": "query", "includeAll": True, "current": {"value": "$__all"}}, None, id="all of none"),
    ],
)
def test_value_without_options(content: dict[str, Any], expected: str | None) -> None:
    assert value(content, ()) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param({"type": "custom", "query": "x,y"}, "x", id="custom"),
        pytest.param({"type": "custom", "query": "X : x , Y : y", "current": {"value": "y"}}, "y", id="custom, named"),
        pytest.param({"type": "custom", "query": "None :  , By pod : \\,pod"}, "", id="custom, an empty value"),
        pytest.param({"type": "custom", "query": "a\\,b,c"}, "a,b", id="custom, with a comma"),
        pytest.param(
            {"type": "custom", "valuesFormat": "json", "query": '[{"text": "X", "value": "x"}, "y"]'}, "x", id="JSON"
        ),
        pytest.param({"type": "custom", "query": "x,y", "includeAll": True, "multi": True}, "x|y", id="custom, all"),
        pytest.param({"type": "constant", "query": "c"}, "c", id="constant"),
        pytest.param({"type": "textbox", "query": "t"}, "t", id="text"),
        pytest.param({"type": "textbox", "query": "t", "current": {"value": ""}}, "", id="empty text"),
        pytest.param({"type": "textbox"}, "", id="text without a default"),
        pytest.param({"type": "interval", "query": "1m,5m"}, "1m", id="interval"),
        pytest.param({"type": "interval", "query": "1m,5m", "current": {"value": "5m"}}, "5m", id="interval, saved"),
        pytest.param(
            {"type": "interval", "auto_count": 30, "query": "1m", "current": {"value": "$__auto_interval_v"}},
            "2m",
            id="interval, automatic",
        ),
        pytest.param(
            {"type": "interval", "auto_count": 300, "auto_min": "30s", "query": "1m", "current": {"value": "$__auto"}},
            "30s",
            id="interval, automatic with a minimum",
        ),
        pytest.param({"type": "datasource", "query": "prometheus", "current": {"value": "prom"}}, "prom", id="source"),
        pytest.param({"type": "switch", "current": {"value": True}}, "true", id="switch"),
        pytest.param({"type": "switch", "disabledValue": "off"}, "off", id="switch, off"),
        pytest.param({"type": "groupby", "current": {"value": ["a", "b"]}}, "a|b", id="group by"),
        pytest.param({"type": "groupby"}, "", id="group by nothing"),
        pytest.param({"type": "adhoc"}, "", id="ad hoc"),
    ],
)  # fmt: skip
def test_value_in_the_file(content: dict[str, Any], expected: str) -> None:
    assert value(content) == expected


def test_variables_of_inputs() -> None:
    declared = [
        {"name": "VAR_X", "type": "constant", "value": "5"},
        {"name": "DS", "type": "datasource", "pluginId": "prometheus"},
    ]
    (variable,) = variables_of({"__inputs": declared, "templating": None})

    assert (variable.name, variable.value((), 60)) == ("VAR_X", variable.value((), 60))
    assert variable.query == "5"


def test_is_all_by_itself() -> None:
    raw = {"name": "v", "type": "query", "includeAll": True, "allValue": ".*", "current": {"value": "$__all"}}
    (variable,) = variables_of({"templating": {"list": [raw]}})

    assert variable.is_all_by_itself


@pytest.mark.parametrize("type_", ["constant", "textbox"])
def test_variables_of_inputs_that_a_constant_is_saved_as(type_: str) -> None:
    declared = [{"name": "VAR_X", "type": "constant", "value": "5"}]
    saved = {"name": "x", "type": type_, "query": "${VAR_X}", "current": {"value": "${VAR_X}"}}
    _, variable = variables_of({"__inputs": declared, "templating": {"list": [saved]}})

    assert (variable.query, variable.current) == ("5", ("5",))
