"""One steady repetition: what a side costs at rest and under load, how soon it tells, and whether it counts right."""

from __future__ import annotations

from collections.abc import Callable

from lab.backends.inventory import fetch_inventory
from lab.comparison.config import Steady
from lab.comparison.measure import wire_check
from lab.comparison.measure.accuracy import ask_questions
from lab.comparison.measure.phases import part
from lab.comparison.measure.prom_queries import DISK, HEAD_SERIES, ROLE, Asking
from lab.comparison.measure.results import Found
from lab.comparison.measure.side_setup import asking, measured, not_begun
from lab.comparison.measure.single_events import Sending, beside, watch
from lab.comparison.measure.window import LinkEnd, after_a_round, carried, memory, snapshot, work
from lab.comparison.sides.planning import SidePlan
from lab.comparison.stats.events import Counted, arrivals, quantile
from lab.record.event import Event, LoadTruth
from lab.run.clock import Clock
from lab.run.lab import Lab
from lab.run.load import send
from lab.why.inventory import Inventory

ARRIVES_S = 6.0  # how long what was sent last may take before it counts as lost; twice the slowest interval of a lab
LOOK_S = 0.02
_BEFORE_S = 0.4  # how long before its end a window begins to look for the round that ends it
EVENTS_PER_S = 10.0


def steady(side: SidePlan, lab: Lab, how: Steady, clock: Clock, on_event: Callable[[Event], None]) -> Found:
    """`lab` is a fresh one of this side. Never raises for what the lab does; that is a invalid_reason."""
    ask, found = asking(side, lab), Found()
    found.asking = ask
    found.invalid_reason = not_begun(side, lab, clock)
    if found.invalid_reason:
        return found
    with part("proof", clock, on_event):
        ends, found.proofs, found.invalid_reason = wire_check.listen(side, lab)
    if found.invalid_reason:
        return found
    services = measured(side, lab)
    with part("idle", clock, on_event):
        after_a_round(ask, ends, clock)
        before = snapshot(ask, services)
        clock.pause(how.idle - _BEFORE_S)
        after_a_round(ask, ends, clock)
        after = snapshot(ask, services)
    found.measurements += (*work("idle", before, after), *carried("idle", before, after, ends))
    with part("load", clock, on_event):
        _loaded(side, ask, services, ends, clock, found)
    if not found.invalid_reason:
        with part("events", clock, on_event):
            _fresh(side, ask, how, clock, found)
    return found


def _loaded(
    side: SidePlan,
    ask: Asking,
    services: tuple[str, ...],
    ends: tuple[LinkEnd, ...],
    clock: Clock,
    found: Found,
) -> None:
    assert side.load is not None
    after_a_round(ask, ends, clock)
    before = snapshot(ask, services)
    truth = send(side.load, ask.lab.running)
    after = snapshot(ask, services)
    found.load, found.invalid_reason = truth, truth.invalid_reason
    if truth.invalid_reason:
        return
    after_a_round(ask, ends, clock)
    in_rounds = carried("loaded", before, snapshot(ask, services), ends)
    found.measurements += (*work("loaded", before, after), *in_rounds, *memory(after))
    _counted_in_the_end(ask, truth, clock, found)
    _sizes(ask, found)
    _take_stock(ask, clock, found)
    found.answered = ask_questions(side, found, clock)


def _counted_in_the_end(ask: Asking, truth: LoadTruth, clock: Clock, found: Found) -> None:
    """Against the load's own count, label set by label set: what is too few is lost, what is too many came twice."""
    wanted: dict[tuple[str, ...], float] = {}
    for each in truth.counts:
        key = tuple(getattr(each, label) for label in ask.told_apart)
        wanted[key] = wanted.get(key, 0.0) + each.count
    end = clock.now() + ARRIVES_S
    while True:
        there = ask.counts()
        lost = sum(max(0.0, count - there.get(key, 0.0)) for key, count in wanted.items())
        if not lost or clock.now() > end or clock.stopped.is_set():
            break
        clock.pause(LOOK_S * 5)
    found.add("lost", lost, "count")
    found.add("duplicates", sum(max(0.0, count - wanted.get(key, 0.0)) for key, count in there.items()), "count")


def _sizes(ask: Asking, found: Found) -> None:
    own = ask.own()
    if HEAD_SERIES in own:
        found.add("series.head", own[HEAD_SERIES], "count", "component")
    if any(name in own for name in DISK):
        found.add("disk", sum(own.get(name, 0.0) for name in DISK), "bytes", "component")
    series = ask.value(f"count({ask.everything()})") if ask.where else None
    if series is not None:
        found.add("series.app", series, "count")


def _take_stock(ask: Asking, clock: Clock, found: Found) -> None:
    stores, url = ask.stores, ask.lab.endpoint(ROLE)
    if stores is not None and url is not None:
        held = fetch_inventory(url, stores.name, ask.lab.started, clock.now(), {})
        found.held = held if isinstance(held, Inventory) else None


def _fresh(side: SidePlan, ask: Asking, how: Steady, clock: Clock, found: Found) -> None:
    assert side.event is not None and side.load is not None
    event, load = side.event, side.load
    query = ask.count_query(method=event.method, route=event.route)
    before = ask.value(query) or 0.0
    looks: list[Counted] = []
    sending = Sending(lambda: ask.lab.address(load.service, load.port), f"{load.service}:{load.port}", event, clock)
    with beside(watch(lambda: ask.value(query), LOOK_S, clock, looks), "count"):
        sending.several(how.events, EVENTS_PER_S)
        end = clock.now() + ARRIVES_S
        while clock.now() < end and not clock.stopped.is_set():
            if looks and (looks[-1].count or 0.0) >= before + len(sending.done):
                break
            clock.pause(LOOK_S)
    if not sending.done or sending.refused:
        found.invalid_reason = f"{sending.refused} of {how.events} single events were not answered"
        return
    arrival = arrivals(sending.done, looks, before)
    if arrival.lost or arrival.surplus:
        found.invalid_reason = (
            f"of {len(sending.done)} single events {arrival.lost} never came, {arrival.surplus} came twice"
        )
    for name, q in (("p50", 0.5), ("p95", 0.95), ("max", 1.0)):
        if arrival.waits:
            found.add(f"freshness.{name}", round(quantile(arrival.waits, q), 4), "s", "clock")
