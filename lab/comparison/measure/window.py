"""What a lab used between two moments: processor time, bytes on its links, samples appended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lab.comparison.measure.prom_queries import APPENDED, Asking
from lab.containers.counters import Counters
from lab.record.run_record import Measurement
from lab.run.clock import Clock

_ROUND_S = 2.5  # how long a round is waited for: more than two intervals of a lab
_LOOK_S = 0.02
_STILL_S = 0.1  # a round is over when nothing was sent for so long
_LEAST_BYTES = 300  # of a round; fewer are the network's own, such as ARP


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`used` by service; `own` is what the storing component says of itself."""

    used: Mapping[str, Counters]
    own: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class LinkEnd:
    """Where a link is counted: the interface of `service` on the link's network. Sent from it goes to `other`."""

    link: str
    service: str
    other: str
    interface: str


def snapshot(asking: Asking, services: Iterable[str]) -> Snapshot:
    """The components' own numbers first: asking for them is work of theirs, which then counts for both ends alike."""
    own = asking.own()
    return Snapshot(asking.lab.running.counters(services), own)


def after_a_round(asking: Asking, ends: Iterable[LinkEnd], clock: Clock) -> None:
    """Waits until a scrape or a push has just passed the link of the component that stores.

    What is sent in rounds is counted in windows that begin and end so: else one round more or fewer falls into a window
    of a few seconds, and always the same one, as a lab starts its rounds at the same time after its begin.
    """
    stores = asking.stores
    end = next((each for each in ends if stores and stores.name in (each.service, each.other)), None)
    if end is None:
        return

    def so_far() -> int:
        used = asking.lab.running.counters((end.service,))[end.service]
        return used.sent.get(end.interface, 0) + used.received.get(end.interface, 0)

    until, before = clock.now() + _ROUND_S, so_far()
    last, changed = before, clock.now()
    while clock.now() < until and not clock.stopped.is_set():
        clock.pause(_LOOK_S)
        now, at = so_far(), clock.now()
        if now != last:
            last, changed = now, at
        elif at - changed >= _STILL_S:
            if now - before >= _LEAST_BYTES:
                return
            before = now


def work(word: str, before: Snapshot, after: Snapshot) -> tuple[Measurement, ...]:
    """Processor time. `word`: which window, for instance idle. Rates are per second of the engine's own clock."""
    rates = {service: _cpu(before.used[service], after.used[service]) for service in after.used}
    total = _rate(f"cpu.{word}", sum(rates.values()), "ms/s")
    return (total, *(_rate(f"cpu.{word}", rate, "ms/s", of=service) for service, rate in rates.items()))


def carried(word: str, before: Snapshot, after: Snapshot, ends: Iterable[LinkEnd]) -> tuple[Measurement, ...]:
    """What is sent and stored, between two moments after a round each."""
    found: list[Measurement] = []
    for end in ends:
        sent, received = _bytes(before.used[end.service], after.used[end.service], end.interface)
        found.append(_rate(f"wire.{word}", sent + received, "bytes/s", of=end.link))
        found.append(_rate(f"wire.{word}", sent, "bytes/s", of=f"{end.link}: {end.service} -> {end.other}"))
        found.append(_rate(f"wire.{word}", received, "bytes/s", of=f"{end.link}: {end.other} -> {end.service}"))
    links = [m.value for m in found if m.name == f"wire.{word}" and ":" not in m.of]
    found.append(_rate(f"wire.{word}", sum(links), "bytes/s"))
    seconds = _seconds(before, after)
    if seconds > 0 and APPENDED in before.own and APPENDED in after.own:
        appended = (after.own[APPENDED] - before.own[APPENDED]) / seconds
        found.append(Measurement(name=f"samples.{word}", value=round(appended, 3), unit="1/s", source="component"))
    return tuple(found)


def memory(after: Snapshot) -> tuple[Measurement, ...]:
    """The working sets at one moment."""
    each = [(service, float(used.memory)) for service, used in after.used.items()]
    total = ("", sum(value for _, value in each))
    return tuple(
        Measurement(name="memory", value=value, unit="bytes", source="engine", of=of) for of, value in (total, *each)
    )


def _cpu(before: Counters, after: Counters) -> float:
    """Milliseconds of processor time a second."""
    seconds = after.at - before.at
    return (after.cpu_s - before.cpu_s) * 1000 / seconds if seconds > 0 else 0.0


def _bytes(before: Counters, after: Counters, interface: str) -> tuple[float, float]:
    seconds = after.at - before.at
    if seconds <= 0:
        return 0.0, 0.0
    sent = after.sent.get(interface, 0) - before.sent.get(interface, 0)
    return sent / seconds, (after.received.get(interface, 0) - before.received.get(interface, 0)) / seconds


def _seconds(before: Snapshot, after: Snapshot) -> float:
    return max((after.used[service].at - before.used[service].at for service in after.used), default=0.0)


def _rate(name: str, value: float, unit: str, of: str = "") -> Measurement:
    return Measurement(name=name, value=round(value, 4), unit=unit, source="engine", of=of)
