"""How the intervals of one size are counted and timed."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from lab.comparison.config import Sizes
from lab.comparison.measure.sizes import FIRST_INTERVALS, _duration, _first_interval_problem, _interval_query
from lab.errors import UsageError
from tests.backends.small_backend import Reply, SmallBackend
from tests.comparison.measure.simulation import lab_at, manual_clock, side_of

CONFIG = Sizes.model_validate({"parameter": "x", "steps": (1000,), "interval": "10s"})
SCRAPES = 'max(max_over_time(scrape_duration_seconds{job="source"}[40s]))'
PUSH = side_of("pull-vs-push-at-scale", "push", 10_000)


def test_interval_query_is_the_first_wait() -> None:
    query = _interval_query(PUSH)
    assert query and query == getattr(PUSH.plan.steps[0].wait[0].spec, "query", None)


def test_interval_query_of_a_scenario_without_waits() -> None:
    first, *rest = PUSH.plan.steps
    side = replace(PUSH, plan=replace(PUSH.plan, steps=(replace(first, wait=()), *rest)))
    with pytest.raises(UsageError, match="the scenario of push waits for no series"):
        _interval_query(side)


def test_first_interval_problem_waits_for_all_series() -> None:
    existing = iter([None, 400.0, 1000.0])
    queries: Any = SimpleNamespace(app_selector='{job="source"}', value=lambda query: next(existing))
    assert _first_interval_problem(1000, queries, CONFIG, manual_clock()) == ""


def test_first_interval_problem_times_out() -> None:
    queries: Any = SimpleNamespace(app_selector='{job="source"}', value=lambda query: 400.0)
    clock = manual_clock()
    assert _first_interval_problem(1000, queries, CONFIG, clock) == "after 4 intervals only 400 of 1000 series existed"
    assert clock.now() - 100.0 == pytest.approx(FIRST_INTERVALS * CONFIG.interval, abs=1)


def test_duration_of_scrapes() -> None:
    queries: Any = SimpleNamespace(app_labels={"job": "source"}, value={SCRAPES: 0.25}.get)
    assert _duration(lab_at("http://127.0.0.1:9", PUSH), queries, 40, 100.0) == 0.25


@pytest.mark.parametrize(
    ("state", "seconds"),
    [
        pytest.param([(90.0, 9.0), (101.0, 0.5), (111.0, 0.75)], 0.75, id="the longest since the beginning"),
        pytest.param([(90.0, 9.0)], None, id="none since the beginning"),
    ],
)
def test_duration_of_exports(state: list[tuple[float, float]], seconds: float | None) -> None:
    rounds = [{"started": started, "took_seconds": took} for started, took in state]
    queries: Any = SimpleNamespace(app_labels={}, value=lambda query: None)
    with SmallBackend(Reply(200, json.dumps({"rounds": rounds}))) as source:
        assert _duration(lab_at(source.url, PUSH), queries, 40, 100.0) == seconds
    assert source.asked == [("/state", {})]
