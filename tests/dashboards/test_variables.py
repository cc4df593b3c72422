"""Values of dashboard variables, and queries with the values in place."""

from __future__ import annotations

from typing import Any

import pytest

from lab.dashboards.variables import default_values, with_values

VALUES = {"job": "api", "jobs": "5m"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param('up{job="$job"}', 'up{job="api"}', id="bare"),
        pytest.param('up{job=~"${job:regex}"}', 'up{job=~"api"}', id="in braces with a format"),
        pytest.param('up{job="[[job]]"}', 'up{job="api"}', id="the notation before Grafana 7"),
        pytest.param("rate(x[$jobs])", "rate(x[5m])", id="a name that begins like another"),
        pytest.param('label_replace(up, "a", "$1", "b", "")', 'label_replace(up, "a", "$1", "b", "")', id="a group"),
    ],
)
def test_with_values(query: str, expected: str) -> None:
    assert with_values(query, VALUES) == (expected, ())


def test_with_values_missing() -> None:
    assert with_values("$a + $b + $a", {"b": "1"}) == (" + 1 + ", ("a",))


@pytest.mark.parametrize(
    ("variable", "values"),
    [
        pytest.param({"current": {"value": "a"}}, {"v": "a"}, id="saved"),
        pytest.param({"current": {"value": ["a", "b"]}}, {"v": "a|b"}, id="several"),
        pytest.param({"current": {"value": "$__all"}}, {}, id="all"),
        pytest.param({"current": {"value": ""}}, {}, id="empty"),
        pytest.param({"type": "custom", "query": "x,y"}, {"v": "x"}, id="the first of a list"),
        pytest.param({"type": "query", "query": "x,y"}, {}, id="the result of a query"),
    ],
)
def test_default_values(variable: dict[str, Any], values: dict[str, str]) -> None:
    assert default_values({"templating": {"list": [{"name": "v", **variable}]}}) == values


def test_default_values_without_variables() -> None:
    assert default_values({"templating": None}) == {}
