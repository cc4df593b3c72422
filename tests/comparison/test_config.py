"""What a comparison file may not say; whole files with their messages are in tests/scenario/broken."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lab.comparison.config import Comparison
from lab.errors import Problems
from lab.scenario.reading import read_model

BOTH_FAULTS = "'faults' injects the faults of a comparison: leave 'meanwhile' out of 'load'"
SIDE = {
    "scenario": "prom-pull",
    "network_links": {"metrics": ["prometheus", "api"]},
    "transport": "pull",
    "detection_query": "up == 0",
    "wire_checks": {"it scrapes": {"link": "metrics", "client": "prometheus", "request": "GET /metrics"}},
}
LOAD = {"name": "shopping", "to": "api", "rate": "50/s", "for": "5s", "mix": {"GET /api/slow": 1}}


def comparison(**changes: Any) -> Comparison:
    data = {"title": "t", "why": "w", "sides": {"first": SIDE, "other": SIDE}, "load": LOAD, "steady": {}}
    given = {key: value for key, value in (data | changes).items() if value is not None}
    return read_model(json.dumps(given), "comparison.yaml", Comparison)[0]  # JSON is YAML


def test_comparison_defaults() -> None:
    read = comparison()
    assert read.steady is not None
    assert (read.steady.repetitions, read.steady.events, read.steady.event) == (5, 40, "POST /api/orders")
    assert (read.production.scrape_interval, read.production.lookback) == (15.0, 300.0)
    assert read.sides["first"].wire_checks["it scrapes"].status == 200


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"steady": None}, "nothing to measure: add 'steady', 'faults' or 'sizes'"),
        ({"load": LOAD | {"meanwhile": {"kill": "api", "after": "1s"}}}, BOTH_FAULTS),
        ({"load": None}, "'steady' and 'faults' count the requests of a load: add 'load'"),
        (
            {"steady": {"event": "GET /api/slow"}},
            "the load also sends the event 'GET /api/slow', so events could not be counted; choose another 'event'",
        ),
        (
            {"expected": [{"measure": "memory", "better": "push", "because": "b"}]},
            "unknown side 'push'; known: first, other",
        ),
        ({"contrasts": {"c": ["first", "push"]}}, "contrast 'c': unknown side 'push'; known: first, other"),
        ({"contrasts": {"c": ["first", "first"]}}, "contrast 'c' compares 'first' with itself; name two sides"),
        (
            {
                "sides": {"first": SIDE, "other": SIDE, "third": SIDE},
                "contrasts": {"c": ["first", "other"]},
            },
            "no contrast has the side 'third'; add one, or leave the side out",
        ),
        (
            {"expected": [{"measure": "memory", "because": "b", "contrast": "d"}]},
            "expected 'memory': unknown contrast 'd'; known: none",
        ),
        (
            {
                "sides": {"first": SIDE, "other": SIDE, "third": SIDE},
                "contrasts": {"c": ["first", "other"], "d": ["other", "third"]},
                "expected": [{"measure": "memory", "better": "first", "because": "b", "contrast": "d"}],
            },
            "expected 'memory': 'd' compares other and third, not 'first'",
        ),
        ({"margins": {"memory": 11}}, "the margin of 'memory' must be a share from 0 to 10; 0.1 is 10 %"),
        (
            {"sides": {"first": SIDE, "other": {**SIDE, "network_links": {"push": ["api", "prometheus"]}}}},
            "other: wire check 'it scrapes' names the link 'metrics'; known: push",
        ),
    ],
)
def test_comparison_inconsistent(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(Problems) as caught:
        comparison(**changes)
    assert [problem.message for problem in caught.value.problems] == [message]
