"""What is measured agrees, within one interval, with what one would find by hand.

By hand freshness goes like this: send one request and note when it was answered; then look at the raw samples of its
series (`http_requests_total{...}[20s]`), which carry the moment they were taken. The first that is larger tells how
long it took. It needs no polling, and so shares nothing with the measurement but the request.

And so does the death of an application: kill its container, note when it ended, and look at the raw samples for the
first `up` of 0 where it is scraped; where it pushes, at the last sample of `target_info`, which a query shows for
its lookback.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lab.backends import prometheus
from lab.backends.http import get
from lab.comparison.commands.names import Overrides, prepare
from lab.comparison.config import Faults, Steady
from lab.comparison.measure.faults import faults
from lab.comparison.measure.fresh_lab import opened
from lab.comparison.measure.prom_queries import Asking
from lab.comparison.measure.side_setup import asking, not_begun
from lab.comparison.measure.single_events import Sending
from lab.comparison.measure.steady import steady
from lab.comparison.sides.planning import SidePlan
from lab.containers.engine import connect
from lab.expectations.results import points_of
from lab.language.promql import counted_metric, selector
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
    found = prepare(("pull-vs-push",), {}, Overrides(), Folders((checkout,), checkout))
    side = next(side for side in found.sides if side.name == name)
    settings, clock = from_environment(), Clock()
    with opened(side.plan, connect(settings), settings, clock, lambda event: None) as lab:
        yield side, lab, clock


def raw(ask: Asking, series: str, seconds: int) -> list[tuple[float, float]]:
    """When each sample was taken, and its value."""
    answer = prometheus.data(get(f"{ask.lab.endpoint('prometheus')}/api/v1/query", {"query": f"{series}[{seconds}s]"}))
    return sorted(point for _, points in points_of(answer.json) for point in points)


@pytest.mark.parametrize("name", ["pull", "push"])
def test_freshness(name: str) -> None:
    with lab_of(name) as (side, lab, clock):
        found = steady(side, lab, Steady.model_validate({"idle": "1s", "events": 30}), clock, lambda event: None)
        assert not found.invalid_reason
        ask, event, load = asking(side, lab), side.event, side.load
        assert event is not None and load is not None and ask.requests is not None
        labels = {**ask.where, ask.requests.labels["route"]: event.route, ask.requests.labels["method"]: event.method}
        series = selector(counted_metric(ask.requests), labels)
        sending = Sending(lambda: lab.address(load.service, load.port), f"{load.service}:{load.port}", event, clock)
        by_hand = []
        for nth in range(EVENTS):
            before = raw(ask, series, 20)[-1][1]
            sending.send()
            clock.pause(1.5 * INTERVAL_S + nth / EVENTS * INTERVAL_S)
            by_hand.append(next(at for at, value in raw(ask, series, 20) if value > before) - sending.done[-1])
    measured = {each.name: each.value for each in found.measurements}
    assert abs(measured["freshness.p50"] - statistics.median(by_hand)) < INTERVAL_S
    assert abs(measured["freshness.max"] - max(by_hand)) < INTERVAL_S
    assert 0 <= max(by_hand) <= 1.5 * INTERVAL_S


@pytest.mark.parametrize("name", ["pull", "push"])
def test_the_death_of_an_application(name: str) -> None:
    with lab_of(name) as (side, lab, clock):
        found = faults(side, lab, Faults(kinds=("application dies",)), clock, lambda event: None)
        assert not found.invalid_reason
    with lab_of(name) as (side, lab, clock):
        assert not not_begun(side, lab, clock)
        ask, load = asking(side, lab), side.load
        assert load is not None
        clock.pause(2 * INTERVAL_S)
        died = lab.running.inject("kill", load.service).finished_at
        assert died is not None
        clock.pause(3 * INTERVAL_S)
        if name == "pull":
            by_hand = next(at for at, up in raw(ask, 'up{job="api"}', 10) if at > died and up == 0) - died
        else:
            by_hand = raw(ask, 'target_info{job="api"}', 20)[-1][0] + LOOKBACK_S - died
    (noticed,) = (each.value for each in found.measurements if each.name == "dead.noticed")
    assert abs(noticed - by_hand) < INTERVAL_S
