"""Problems of a comparison and its sides; whole files with their messages are in tests/scenario/broken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from lab.comparison.config import Comparison, Faults, Side
from lab.comparison.sides.checks import comparison_problems, side_problems
from lab.language.strict_yaml import Document
from tests.plan.planned import FOLDERS, planned

NOWHERE = Document("c.yaml", {}, {}, {})
SIDE: Mapping[str, Any] = {
    "scenario": "otel-direct",
    "network_links": {"metrics": ("api", "prometheus"), "alerts": ("prometheus", "alertmanager")},
    "transport": "push",
    "detection_query": "absent(target_info)",
    "wire_checks": {"it pushes": {"link": "metrics", "client": "api", "request": "POST /v1/metrics"}},
}
LEFT = {"notifications": ("alertmanager", "notifications")}


def problems_of(dialect: str | None = "otel-http-ms", has_load: bool = True, **changes: Any) -> list[str]:
    side = Side.model_validate({**SIDE, **changes})
    problems = side_problems(
        side,
        FOLDERS.dialect(dialect) if dialect else None,
        planned("otel-direct"),
        NOWHERE,
        ("sides", "push"),
        has_load=has_load,
    )
    return [problem.message for problem in problems]


def test_side_problems_none() -> None:
    assert problems_of(network_links={**SIDE["network_links"], **LEFT}) == []


def test_side_problems_unlinked_service() -> None:
    (message,) = problems_of()
    assert message.startswith("'notifications' is in no link")


def test_side_problems_dialect_is_needed_for_a_load_only() -> None:
    linked = {**SIDE["network_links"], **LEFT}
    (message,) = problems_of(None, network_links=linked)
    assert message == "the scenario's dialect does not define 'request count', by which events are counted"
    assert problems_of(None, has_load=False, network_links=linked) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"detection_query": "up =="}, "PromQL does not parse: "),
        ({"restarted": "prom"}, "there is no service 'prom'"),
        ({"timed_query": "sum(rate(x[5m])"}, "PromQL does not parse: "),
        ({"timed_query": "info(x)"}, "PromQL does not parse: info() is experimental: it needs --enable-feature="),
        ({"network_links": {"metrics": ("api", "prom")}}, "there is no service 'prom'"),
        (
            {"wire_checks": {"c": {"link": "metrics", "client": "alertmanager", "request": "GET /"}}},
            "'alertmanager' is not an end of the link 'metrics'",
        ),
    ],
)
def test_side_problems(changes: dict[str, Any], message: str) -> None:
    assert any(text.startswith(message) for text in problems_of(**changes))


@pytest.mark.parametrize(
    ("check", "messages"),
    [
        ({"headers": {"accept": "/.*/"}}, []),
        ({"request": "/GET [/"}, ["'/GET [/' is not a regular expression: unterminated character set"]),
        ({"headers": {"Accept": "x"}}, ["header names are compared in lower case: write 'accept'"]),
        ({"absent_headers": ("TE",)}, ["header names are compared in lower case: write 'te'"]),
    ],
)
def test_comparison_problems_of_wire_checks(check: dict[str, Any], messages: list[str]) -> None:
    claim = {"link": "metrics", "client": "api", "request": "GET /", **check}
    side = Side.model_validate({**SIDE, "wire_checks": {"claim": claim}})
    comparison = Comparison.model_construct(sides={"push": side}, steady=None, faults=None)
    assert [problem.message for problem in comparison_problems(comparison, NOWHERE)] == messages


@pytest.mark.parametrize(
    ("kinds", "problems"),
    [(("network partition", "backend restart"), 0), (("application crash", "backend restart"), 1)],
)
def test_comparison_problems_of_a_crash_that_cannot_be_measured(kinds: tuple[str, ...], problems: int) -> None:
    side = Side.model_validate({**SIDE, "counter": "delta"})
    faults = Faults.model_validate({"kinds": kinds})
    comparison = Comparison.model_construct(sides={"push": side}, steady=None, faults=faults)

    messages = [problem.message for problem in comparison_problems(comparison, NOWHERE)]

    assert len(messages) == problems
    assert all("not by one that is 'delta'; leave 'application crash' out" in message for message in messages)
