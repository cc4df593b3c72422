"""One steady repetition: what a side costs while idle and under load, how fresh its data is, and what is lost."""

from __future__ import annotations

from collections.abc import Callable

from lab.backends.inventory import fetch_inventory
from lab.comparison import measures
from lab.comparison.config import Steady
from lab.comparison.measure import wire_check
from lab.comparison.measure.accuracy import ask_questions
from lab.comparison.measure.phases import phase
from lab.comparison.measure.prom_queries import DISK, HEAD_SERIES, ROLE, PromQueries
from lab.comparison.measure.query_cost import measure_query_time
from lab.comparison.measure.results import RepetitionResult
from lab.comparison.measure.side_setup import measured_services, not_ready_reason, queries_of
from lab.comparison.measure.single_events import EventSender, in_background, poll
from lab.comparison.measure.usage import (
    LinkEnd,
    cpu_usage,
    ingested,
    memory_usage,
    network_usage,
    snapshot,
    wait_for_transfer,
)
from lab.comparison.sides.planning import SidePlan
from lab.comparison.stats.arrivals import Reading, arrivals, quantile
from lab.record.event import Event, LoadTruth
from lab.run.clock import Clock
from lab.run.lab import Lab
from lab.run.load import send
from lab.why.inventory import Inventory

ARRIVAL_TIMEOUT_S = 6.0  # until a request counts as lost: twice the slowest interval of a lab
EVENT_POLL_S = 0.02
COUNT_POLL_S = 0.1
EVENTS_PER_S = 10.0
_BEFORE_END_S = 0.4  # how long before its end a window begins to wait for the transfer that ends it


def measure_steady(
    side: SidePlan, lab: Lab, config: Steady, clock: Clock, on_event: Callable[[Event], None]
) -> RepetitionResult:
    """`lab` is a fresh one of this side. What goes wrong in the lab is an `invalid_reason`, never an exception."""
    queries, result = queries_of(side, lab), RepetitionResult()
    result.queries = queries
    result.invalid_reason = not_ready_reason(side, lab, clock)
    if result.invalid_reason:
        return result
    with phase("wire checks", clock, on_event):
        ends, result.wire_checks, result.invalid_reason = wire_check.run_wire_checks(side, lab)
    if result.invalid_reason:
        return result
    services = measured_services(side, lab)
    with phase("idle", clock, on_event):
        wait_for_transfer(queries, ends, clock)
        before = snapshot(queries, services)
        clock.pause(config.idle - _BEFORE_END_S)
        wait_for_transfer(queries, ends, clock)
        after = snapshot(queries, services)
    result.measurements += (
        *cpu_usage(measures.CPU_IDLE, before, after),
        *network_usage(measures.NETWORK_IDLE, before, after, ends),
        *ingested(measures.SAMPLES_IDLE, before, after),
    )
    with phase("load", clock, on_event):
        _measure_load(side, queries, services, ends, clock, result)
    if not result.invalid_reason:
        with phase("events", clock, on_event):
            _measure_freshness(side, queries, config, clock, result)
    return result


def _measure_load(
    side: SidePlan,
    queries: PromQueries,
    services: tuple[str, ...],
    ends: tuple[LinkEnd, ...],
    clock: Clock,
    result: RepetitionResult,
) -> None:
    assert side.load is not None
    wait_for_transfer(queries, ends, clock)
    before = snapshot(queries, services)
    truth = send(side.load, queries.lab.running)
    after = snapshot(queries, services)
    result.load, result.invalid_reason = truth, truth.invalid_reason
    if truth.invalid_reason:
        return
    wait_for_transfer(queries, ends, clock)
    after_transfer = snapshot(queries, services)
    result.measurements += (
        *cpu_usage(measures.CPU_LOADED, before, after),
        *network_usage(measures.NETWORK_LOADED, before, after_transfer, ends),
        *ingested(measures.SAMPLES_LOADED, before, after_transfer),
        *memory_usage(measures.MEMORY, after),
    )
    _measure_loss(queries, truth, clock, result)
    _measure_storage(queries, result)
    if side.side.timed_query is not None:
        measure_query_time(side.side.timed_query, queries, clock, result)
    result.inventory = _inventory(queries, clock)
    result.answers = ask_questions(side, result, clock)


def _measure_loss(queries: PromQueries, truth: LoadTruth, clock: Clock, result: RepetitionResult) -> None:
    """Compares each label set with the load's own count: missing requests are lost, additional ones are duplicates."""
    sent: dict[tuple[str, ...], float] = {}
    for entry in truth.counts:
        key = tuple(getattr(entry, label) for label in queries.count_labels)
        sent[key] = sent.get(key, 0.0) + entry.count
    deadline = clock.now() + ARRIVAL_TIMEOUT_S
    while True:
        counts = queries.counts()
        lost = sum(max(0.0, number - counts.get(key, 0.0)) for key, number in sent.items())
        if not lost or clock.now() > deadline or clock.stopped.is_set():
            break
        clock.pause(COUNT_POLL_S)
    result.add(measures.LOST, lost)
    result.add(measures.DUPLICATES, sum(max(0.0, number - sent.get(key, 0.0)) for key, number in counts.items()))


def _measure_storage(queries: PromQueries, result: RepetitionResult) -> None:
    metrics = queries.self_metrics()
    if HEAD_SERIES in metrics:
        result.add(measures.SERIES_HEAD, metrics[HEAD_SERIES], "component")
    if any(name in metrics for name in DISK):
        result.add(measures.DISK, sum(metrics.get(name, 0.0) for name in DISK), "component")
    if (size := queries.folder_bytes()) is not None:
        result.add(measures.DISK_FILES, size, "engine")
    series = queries.value(f"count({queries.app_selector})") if queries.app_labels else None
    if series is not None:
        result.add(measures.SERIES_APP, series)


def _inventory(queries: PromQueries, clock: Clock) -> Inventory | None:
    queried, url = queries.queried, queries.lab.endpoint(ROLE)
    if queried is None or url is None:
        return None
    inventory = fetch_inventory(url, queried.name, queries.lab.started, clock.now(), {})
    return inventory if isinstance(inventory, Inventory) else None


def _measure_freshness(
    side: SidePlan, queries: PromQueries, config: Steady, clock: Clock, result: RepetitionResult
) -> None:
    assert side.event is not None and side.load is not None
    event, load, lab = side.event, side.load, queries.lab

    def count() -> float | None:
        return queries.count(method=event.method, route=event.route)

    before = count() or 0.0
    readings: list[Reading] = []
    sender = EventSender(lambda: lab.address(load.service, load.port), f"{load.service}:{load.port}", event, clock)
    with in_background(poll(count, EVENT_POLL_S, clock, readings)):
        sender.send_many(config.events, EVENTS_PER_S)
        deadline = clock.now() + ARRIVAL_TIMEOUT_S
        while clock.now() < deadline and not clock.stopped.is_set():
            if readings and (readings[-1].value or 0.0) >= before + len(sender.answered):
                break
            clock.pause(EVENT_POLL_S)
    if not sender.answered or sender.failed:
        result.invalid_reason = f"{sender.failed} of {config.events} single events failed"
        return
    arrived = arrivals(sender.answered, readings, before)
    if arrived.lost or arrived.surplus:
        result.invalid_reason = (
            f"of {len(sender.answered)} single events {arrived.lost} were never counted, {arrived.surplus} twice"
        )
    if arrived.delays:
        for measure, q in (
            (measures.FRESHNESS_P50, 0.5),
            (measures.FRESHNESS_P95, 0.95),
            (measures.FRESHNESS_MAX, 1.0),
        ):
            result.add(measure, round(quantile(arrived.delays, q), 4), "clock")
