"""What a lab used between two moments: CPU time, memory, bytes on its links, ingested samples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lab.comparison.config import APPENDED
from lab.comparison.measure.prom_queries import PromQueries
from lab.comparison.measure.results import measured_value
from lab.comparison.measures import Measure
from lab.comparison.record import MeasuredValue
from lab.containers.counters import Counters
from lab.run.clock import Clock

_TRANSFER_TIMEOUT_S = 2.5  # more than two intervals of a lab
_POLL_S = 0.02
_QUIET_S = 0.1  # a transfer is over when nothing was sent for this long
_LEAST_BYTES = 300  # of a transfer; fewer are traffic of the network itself, such as ARP


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`counters` by service; `self_metrics` of the storing component."""

    counters: Mapping[str, Counters]
    self_metrics: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class LinkEnd:
    """Where a link is counted: the interface of `service` on the link's network. What it sends goes to `other`."""

    link: str
    service: str
    other: str
    interface: str


def snapshot(queries: PromQueries, services: Iterable[str]) -> Snapshot:
    """Reads the component's own metrics first, so that serving them costs the same at both ends of a window."""
    metrics = queries.self_metrics()
    return Snapshot(queries.lab.compose_project.counters(services), metrics)


def wait_for_transfer(queries: PromQueries, ends: Iterable[LinkEnd], clock: Clock) -> None:
    """Waits until a scrape or a push has just passed the storing component's link, or for a timeout.

    Windows of periodic traffic begin and end at such a moment. Otherwise a window of a few seconds has one transfer
    more or fewer, and the same in every repetition, as intervals begin at the same time after the start of a lab.
    """
    storage = queries.storage
    end = next((end for end in ends if storage and storage.name in (end.service, end.other)), None)
    if end is None:
        return

    def total() -> int:
        counters = queries.lab.compose_project.counters((end.service,))[end.service]
        return counters.sent.get(end.interface, 0) + counters.received.get(end.interface, 0)

    deadline, before = clock.now() + _TRANSFER_TIMEOUT_S, total()
    last, changed = before, clock.now()
    while clock.now() < deadline and not clock.stopped.is_set():
        clock.pause(_POLL_S)
        now, at = total(), clock.now()
        if now != last:
            last, changed = now, at
        elif at - changed >= _QUIET_S:
            if now - before >= _LEAST_BYTES:
                return
            before = now


def cpu_usage(measure: Measure, before: Snapshot, after: Snapshot) -> tuple[MeasuredValue, ...]:
    """Total and by service, in millicores of the engine's own clock."""
    rates = {service: _millicores(before.counters[service], after.counters[service]) for service in after.counters}
    total = _rounded(measure, sum(rates.values()))
    return (total, *(_rounded(measure, rate, of=service) for service, rate in rates.items()))


def network_usage(
    measure: Measure, before: Snapshot, after: Snapshot, ends: Iterable[LinkEnd]
) -> tuple[MeasuredValue, ...]:
    """By link, by direction of a link, and the total of all links."""
    links: list[MeasuredValue] = []
    values: list[MeasuredValue] = []
    for end in ends:
        sent, received = _byte_rates(before.counters[end.service], after.counters[end.service], end.interface)
        links.append(_rounded(measure, sent + received, of=end.link))
        values += (
            links[-1],
            _rounded(measure, sent, of=f"{end.link}: {end.service} -> {end.other}", within=end.link),
            _rounded(measure, received, of=f"{end.link}: {end.other} -> {end.service}", within=end.link),
        )
    return (*values, _rounded(measure, sum(link.value for link in links)))


def ingested(measure: Measure, before: Snapshot, after: Snapshot) -> tuple[MeasuredValue, ...]:
    """Samples per second; empty when the storing component does not expose their number."""
    seconds = _seconds(before, after)
    if seconds <= 0 or APPENDED not in before.self_metrics or APPENDED not in after.self_metrics:
        return ()
    appended = (after.self_metrics[APPENDED] - before.self_metrics[APPENDED]) / seconds
    return (measured_value(measure, round(appended, 3), "component"),)


def memory_usage(measure: Measure, at: Snapshot) -> tuple[MeasuredValue, ...]:
    """Working sets at one moment, total and by service."""
    services = {service: float(counters.memory) for service, counters in at.counters.items()}
    total = measured_value(measure, sum(services.values()), "engine")
    return (total, *(measured_value(measure, value, "engine", service) for service, value in services.items()))


def _millicores(before: Counters, after: Counters) -> float:
    seconds = after.at - before.at
    return (after.cpu_s - before.cpu_s) * 1000 / seconds if seconds > 0 else 0.0


def _byte_rates(before: Counters, after: Counters, interface: str) -> tuple[float, float]:
    """Sent and received bytes per second."""
    seconds = after.at - before.at
    if seconds <= 0:
        return 0.0, 0.0
    sent = after.sent.get(interface, 0) - before.sent.get(interface, 0)
    return sent / seconds, (after.received.get(interface, 0) - before.received.get(interface, 0)) / seconds


def _seconds(before: Snapshot, after: Snapshot) -> float:
    return max((after.counters[name].at - before.counters[name].at for name in after.counters), default=0.0)


def _rounded(measure: Measure, value: float, of: str = "", within: str = "") -> MeasuredValue:
    return measured_value(measure, round(value, 4), "engine", of, within)
