"""What is measured agrees, within one interval, with the timestamps of raw samples.

Freshness: send one request and note when it was answered; then read the raw samples of its series
(`http_requests_total{...}[20s]`). The timestamp of the first that is larger says how long it took. That needs no
polling, so it shares nothing with the measurement but the request.

A crash: kill the container, note when it ended, and read the raw samples: the first `up` of 0 where it is scraped;
where it pushes, the last sample of `target_info`, which queries return for the lookback.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lab.backends.http import get
from lab.comparison.arguments import Overrides, experiment_of
from lab.comparison.config import Faults, Steady
from lab.comparison.measure.faults import measure_faults
from lab.comparison.measure.fresh_lab import fresh_lab
from lab.comparison.measure.prom_queries import PromQueries
from lab.comparison.measure.side_setup import not_ready_reason, queries_of
from lab.comparison.measure.single_events import EventSender
from lab.comparison.measure.steady import measure_steady
from lab.comparison.sides.planning import SidePlan
from lab.containers.engine import connect
from lab.language.promql import counted_metric, selector
from lab.queries import prometheus
from lab.queries.series import points_of
from lab.run.clock import Clock
from lab.run.lab import Lab
from lab.settings import from_environment
from lab.stack.folders import Folders

pytestmark = [pytest.mark.engine, pytest.mark.acceptance]

INTERVAL_S = 1.0  # between two scrapes or exports, on both sides
LOOKBACK_S = 5.0
EVENTS = 12


@contextmanager
def lab_of(name: str) -> Iterator[tuple[SidePlan, Lab, Clock]]:
    checkout = Path(__file__).parents[3]
    experiment = experiment_of(("pull-vs-push",), {}, Overrides(), Folders((checkout,), checkout))
    side = next(side for side in experiment.sides if side.name == name)
    settings, clock = from_environment(), Clock()
    with fresh_lab(side.plan, connect(settings), settings, clock, lambda event: None) as lab:
        yield side, lab, clock


def raw(queries: PromQueries, series: str, seconds: int) -> list[tuple[float, float]]:
    """When each sample was taken, and its value."""
    answer = prometheus.data_of(
        get(queries.lab.endpoint("prometheus") or "", "/api/v1/query", {"query": f"{series}[{seconds}s]"})
    )
    return sorted(point for _, points in points_of(answer.json) for point in points)


@pytest.mark.parametrize("name", ["pull", "push"])
def test_measure_steady_freshness(name: str) -> None:
    with lab_of(name) as (side, lab, clock):
        result = measure_steady(
            side, lab, Steady.model_validate({"idle": "1s", "events": 30}), clock, lambda event: None
        )
        assert not result.invalid_reason
        queries, event, load = queries_of(side, lab), side.event, side.load
        assert event is not None and load is not None and queries.request_count is not None
        labels = {
            **queries.app_labels,
            queries.request_count.labels["route"]: event.route,
            queries.request_count.labels["method"]: event.method,
        }
        series = selector(counted_metric(queries.request_count), labels)
        sender = EventSender(lambda: lab.address(load.service, load.port), f"{load.service}:{load.port}", event, clock)
        expected = []
        for index in range(EVENTS):
            before = raw(queries, series, 20)[-1][1]
            sender.send()
            clock.pause(1.5 * INTERVAL_S + index / EVENTS * INTERVAL_S)
            expected.append(next(at for at, value in raw(queries, series, 20) if value > before) - sender.answered[-1])
    measured = {value.name: value.value for value in result.measurements}
    assert abs(measured["freshness.p50"] - statistics.median(expected)) < INTERVAL_S
    assert abs(measured["freshness.max"] - max(expected)) < INTERVAL_S
    assert 0 <= max(expected) <= 1.5 * INTERVAL_S


@pytest.mark.parametrize("name", ["pull", "push"])
def test_measure_faults_crash(name: str) -> None:
    with lab_of(name) as (side, lab, clock):
        result = measure_faults(side, lab, Faults(kinds=("application crash",)), clock, lambda event: None)
        assert not result.invalid_reason
    with lab_of(name) as (side, lab, clock):
        assert not not_ready_reason(side, lab, clock)
        queries, load = queries_of(side, lab), side.load
        assert load is not None
        clock.pause(2 * INTERVAL_S)
        died = lab.compose_project.inject("kill", load.service).finished_at
        assert died is not None
        clock.pause(3 * INTERVAL_S)
        if name == "pull":
            expected = next(at for at, up in raw(queries, 'up{job="api"}', 10) if at > died and up == 0) - died
        else:
            expected = raw(queries, 'target_info{job="api"}', 20)[-1][0] + LOOKBACK_S - died
    (detected,) = (value.value for value in result.measurements if value.name == "crash.detected")
    assert abs(detected - expected) < INTERVAL_S
