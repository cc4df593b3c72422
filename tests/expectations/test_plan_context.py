"""Look-ups while an expectation is planned: what they return, and the problems they report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.errors import Place
from lab.expectations.plan_context import (
    PlanContext,
    alert_known,
    fires_in_time,
    latest_load,
    meaning_of,
    names_of,
    notified_in_time,
    parses,
    service_port,
)
from lab.language.alert_rules import AlertRule
from lab.language.dialect import Dialect, Meaning
from lab.language.problem_collector import ProblemCollector
from lab.plan.actions import LoadPlan
from lab.plan.files import FileTexts

PLACE = Place("s.yaml", 5, 7)
COUNT = Meaning(metric="requests_total", type="counter")
DIALECT = Dialect(title="d", meanings={"request count": COUNT})
LOAD = LoadPlan("shopping", "api", 8000, 1.0, 1.0, (), ())


def context(*, dialect: Dialect | None = DIALECT, load: LoadPlan | None = None, **more: object) -> PlanContext:
    files = {"names.txt": "# names\na_total\n\n  b # why\n"}
    return PlanContext(
        dialect=dialect,
        alerts={"Down": (AlertRule("Down", "30s", Place("r.yml", 1, 2)),)},
        texts=FileTexts(files.get, str, None, ()),
        built_in={},
        ports={"api": {"http": 8000, "admin": 9000}, "worker": {}},
        problems=ProblemCollector(),
        load=load,
        **more,  # type: ignore[arg-type]
    )


def messages(ctx: PlanContext) -> list[str]:
    return [problem.message for problem in ctx.problems.problems]


@pytest.mark.parametrize(("port", "number"), [(None, 8000), ("admin", 9000)])
def test_service_port(port: str | None, number: int) -> None:
    ctx = context()

    assert service_port("api", port, PLACE, PLACE, ctx) == number
    assert messages(ctx) == []


@pytest.mark.parametrize(
    ("service", "port", "message"),
    [
        ("apy", None, "there is no service 'apy'; did you mean 'api'?"),
        ("api", "admn", "'api' has no port 'admn'; did you mean 'admin'?"),
        ("worker", None, "'worker' has no port"),
    ],
)
def test_service_port_missing(service: str, port: str | None, message: str) -> None:
    ctx = context()

    assert service_port(service, port, PLACE, PLACE, ctx) is None
    assert messages(ctx) == [message]


def test_service_port_of_a_broken_component() -> None:
    ctx = context()
    ctx.problems.mark_broken("component", "cache")

    assert service_port("cache", None, PLACE, PLACE, ctx) is None
    assert messages(ctx) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [("up == 1", []), ("up{", ["PromQL does not parse: unexpected end of input inside braces; did you mean up{}"])],
)
def test_parses(query: str, expected: list[str]) -> None:
    ctx = context()

    parses(query, PLACE, ctx)

    assert messages(ctx) == expected


@pytest.mark.parametrize(
    ("names", "expected"), [(None, None), (("x", "y"), ("x", "y")), ((), ()), ("names.txt", ("a_total", "b"))]
)
def test_names_of(names: str | tuple[str, ...] | None, expected: tuple[str, ...] | None) -> None:
    assert names_of(names, PLACE, context()) == expected


def test_alert_known() -> None:
    ctx = context()

    alert_known("Down", {}, PLACE, ctx)
    alert_known("Dwon", {}, PLACE, ctx)

    assert messages(ctx) == ["no rule file of this scenario has an alert 'Dwon'; did you mean 'Down'?"]


@pytest.mark.parametrize(("within", "earlier", "fires"), [(30.0, 0.0, True), (29.0, 0.0, False), (29.0, 1.0, True)])
def test_fires_in_time(within: float, earlier: float, fires: bool) -> None:
    ctx = context(earlier=earlier)

    fires_in_time("Down", {}, PLACE, within, ctx)

    assert (messages(ctx) == []) is fires


def test_meaning_of() -> None:
    ctx = context()

    assert meaning_of("request count", PLACE, ctx) == COUNT
    assert meaning_of("request cuont", PLACE, ctx) is None
    assert messages(ctx) == ["the dialect has no meaning 'request cuont'; did you mean 'request count'?"]


def test_meaning_of_without_a_dialect() -> None:
    ctx = context(dialect=None)

    assert meaning_of("request count", PLACE, ctx) is None
    assert messages(ctx) == ["'meaning' needs a 'dialect' in the scenario"]


def test_latest_load() -> None:
    ctx = context()

    assert latest_load(PLACE, context(load=LOAD)) == LOAD
    assert latest_load(PLACE, ctx) is None
    assert messages(ctx) == ["'equals the load' needs a load in this or an earlier step"]


def test_latest_load_is_broken() -> None:
    ctx = context(load_name="shopping")
    ctx.problems.mark_broken("load", "shopping")

    assert latest_load(PLACE, ctx) is None
    assert messages(ctx) == []


@pytest.mark.parametrize(
    ("for_", "interval", "within", "message"),
    [
        ("0s", "30s", 29.0, "its rules are evaluated every 30s (r.yml:1:2)"),
        ("0s", "30s", 30.0, ""),
        ("40s", "30s", 59.0, "its rules are evaluated every 30s, its 'for' is 40s (r.yml:1:2)"),
        ("40s", "30s", 60.0, ""),
        ("40s", "", 40.0, ""),
        ("30s", "10s", 30.0, ""),
    ],
)
def test_fires_in_time_with_the_interval_of_its_group(for_: str, interval: str, within: float, message: str) -> None:
    ctx = replace(context(), alerts={"Down": (AlertRule("Down", for_, Place("r.yml", 1, 2), interval),)})
    fires_in_time("Down", {}, PLACE, within, ctx)
    assert [message in text for text in messages(ctx)] == ([True] if message else [])


@pytest.mark.parametrize(
    ("statuses", "grouping", "within", "message"),
    [
        (("firing",), ("5m", "5m"), 60.0, "the shortest group_wait is 5m, after a 'for' of 30s"),
        (("firing",), ("0s", "5m"), 60.0, ""),
        (("firing",), ("30s", "5m"), 60.0, ""),
        (("firing", "resolved"), ("0s", "5m"), 60.0, "group_wait is 0s and group_interval 5m"),
        (("firing", "resolved"), ("0s", "1s"), 60.0, ""),
        (("firing",), None, 60.0, ""),
    ],
)
def test_notified_in_time(
    statuses: tuple[str, ...], grouping: tuple[str, str] | None, within: float, message: str
) -> None:
    ctx = replace(context(), grouping=grouping)
    notified_in_time("Down", {}, statuses, PLACE, within, ctx)
    assert [message in text for text in messages(ctx)] == ([True] if message else [])


TWO = (
    AlertRule("Down", "1h", Place("r.yml", 3, 2), labels={"severity": "warning"}),
    AlertRule("Down", "1s", Place("r.yml", 1, 2), labels={"severity": "critical"}),
)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ({"severity": "critical"}, ""),
        ({"severity": "/crit/", "instance": "a"}, ""),
        ({}, ""),
        ({"severity": "warning"}, "alert 'Down' cannot fire before the deadline: its 'for' is 1h (r.yml:3:2)"),
        ({"severity": "page"}, "the rule files have Down{severity=warning} and Down{severity=critical}"),
    ],
)
def test_an_alert_of_two_rules_is_told_apart_by_labels(labels: dict[str, str], message: str) -> None:
    ctx = replace(context(), alerts={"Down": TWO})
    alert_known("Down", labels, PLACE, ctx)
    fires_in_time("Down", labels, PLACE, 15.0, ctx)
    assert [message in problem.message for problem in ctx.problems.problems] == ([True] if message else [])


@pytest.mark.parametrize(
    ("query", "flags", "message"),
    [
        ("rate(x[5m * 2])", frozenset(), ""),
        (
            "limitk(3, x)",
            frozenset(),
            "limitk() is experimental: it needs --enable-feature=",
        ),
        ("limitk(3, x)", frozenset({"promql-experimental-functions"}), ""),
        ("rate(x)", frozenset({"promql-experimental-functions"}), "PromQL does not parse"),
    ],
)
def test_parses_with_the_feature_flags_of_prometheus(query: str, flags: frozenset[str], message: str) -> None:
    ctx = replace(context(), features=flags)
    parses(query, PLACE, ctx)
    assert [message in problem.message for problem in ctx.problems.problems] == ([True] if message else [])
