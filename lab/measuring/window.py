"""What a lab used between two moments: processor time, bytes on its links, samples appended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lab.containers.counters import Counters
from lab.measuring.asking import APPENDED, Asking
from lab.record.run_record import Measurement


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


def between(word: str, before: Snapshot, after: Snapshot, ends: Iterable[LinkEnd]) -> tuple[Measurement, ...]:
    """`word`: which window, for instance idle. Rates are per second of the engine's own clock."""
    found: list[Measurement] = []
    rates = {service: _cpu(before.used[service], after.used[service]) for service in after.used}
    found.append(_rate(f"cpu.{word}", sum(rates.values()), "ms/s"))
    found += (_rate(f"cpu.{word}", rate, "ms/s", of=service) for service, rate in rates.items())
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
