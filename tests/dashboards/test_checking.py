"""What a check says about the queries of a dashboard whose values are not known yet."""

from __future__ import annotations

from typing import Any

import pytest

from lab.dashboards.checking import is_known_when_planned, planned_queries
from lab.dashboards.dashboard import dashboard_of
from lab.dashboards.panel_queries import Selection

ALL = Selection()
INTERVALS = {"__rate_interval": "4s", "__interval": "1s"}


def dashboard(*exprs: str, variables: Any = ()) -> dict[str, Any]:
    panels = [{"title": f"P{n}", "targets": [{"refId": "A", "expr": expr}]} for n, expr in enumerate(exprs, 1)]
    return {"panels": panels, "templating": {"list": list(variables)}}


def variable(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "query", "query": "label_values(up, x)", **more}


def problems(content: dict[str, Any], **given: str) -> tuple[str, ...]:
    return planned_queries(dashboard_of(content, given), given, INTERVALS, ALL)[2]


@pytest.mark.parametrize(
    "expr",
    [
        'up{job="$x"}',
        "rate(a[$x])",
        "rate(a[5m:$x])",
        "rate(a[5m] offset $x)",
        "a > $x",
        "$x",
        "topk($x, a)",
        "sum by ($x) (a)",
        "$x(a)",
        'rate($x{job="$x"}[$__rate_interval])',
    ],
)
def test_planned_queries_stand_in_for_any_value(expr: str) -> None:
    assert problems(dashboard(expr, variables=[variable("x")])) == ()


def test_planned_queries_that_do_not_parse() -> None:
    content = dashboard("up{", "sum(up", 'rate(up{a="$x"})', variables=[variable("x")])

    assert [text[:34] for text in problems(content)] == [
        "panel 'P1': PromQL does not parse:",
        "panel 'P2': PromQL does not parse:",
        "panel 'P3': PromQL does not parse:",
    ]


def test_planned_queries_name_a_variable_once() -> None:
    content = dashboard(*('up{a="$nobody"}' for _ in range(6)), 'x{b="$other"}')

    assert problems(content) == (
        "$nobody has no value: the dashboard declares no such variable, and 6 panels use it ('P1', 'P2', 'P3', 'P4' "
        "and 2 more); give it in 'with'",
        "$other has no value: the dashboard declares no such variable, and 1 panel uses it ('P7'); give it in 'with'",
    )
    assert problems(content, nobody="a", other="b") == ()


@pytest.mark.parametrize(
    "expr",
    ['label_replace(up, "a", "${1}xx", "b", "(.*)")', 'label_replace(up, "a", "$n", "b", "(?P<n>.*)")'],
)
def test_planned_queries_leave_groups_of_patterns(expr: str) -> None:
    queries, _, found = planned_queries(dashboard_of(dashboard(expr), {}), {}, INTERVALS, ALL)

    assert ([query.query for query in queries], found) == ([expr], ())


@pytest.mark.parametrize(
    ("content", "known"),
    [
        (dashboard("up"), True),
        (dashboard("rate(a[$__rate_interval])"), True),
        (dashboard("increase(a[$__range])"), False),
        (dashboard("a$x", variables=[variable("x")]), False),
        (dashboard("up", variables=[variable("x")]), True),
        (
            dashboard("a$x", variables=[variable("x", includeAll=True, allValue=".+", current={"value": "$__all"})]),
            True,
        ),
        (dashboard("a[$x]", variables=[variable("x", type="interval", query="1m")]), False),
        (
            {
                **dashboard(
                    "a", variables=[variable("x", includeAll=True, allValue=".+", current={"value": "$__all"})]
                ),
                "panels": [{"title": "P", "repeat": "x", "targets": [{"expr": "a"}]}],
            },
            False,
        ),
    ],
)
def test_is_known_when_planned(content: dict[str, Any], known: bool) -> None:
    assert is_known_when_planned(dashboard_of(content, {}), {}, ALL) is known
    assert is_known_when_planned(dashboard_of(content, {"x": "1"}), {"x": "1"}, ALL) or not known
