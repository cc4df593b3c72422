"""Reads what the listener on the wire printed at its end. Whether that proves what a side claims is for others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MARK = "LAB-WIRE "
# How far the listener's two ways of counting may differ before neither is believed.
AGREEMENT = 0.02
_SLACK_BYTES = 3000  # two full frames that passed while the counters were being read


@dataclass(frozen=True, slots=True)
class Bytes:
    """Of whole frames, from the side of the service that was listened at."""

    received: int = 0
    sent: int = 0


@dataclass(frozen=True, slots=True)
class Interface:
    """`seen`: the lengths of the frames that passed; `counted`: what the kernel's counters grew by meanwhile."""

    name: str
    addresses: tuple[str, ...]
    frames: int
    seen: Bytes
    counted: Bytes | None


@dataclass(frozen=True, slots=True)
class Head:
    """Of a request or of an answer. Header names are in lower case; `whole` is false when some may not have been seen.

    Only headers that tell something of protocols are there, and `authorization` is never more than `present`.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    whole: bool = True
    method: str = ""
    path: str = ""
    status: int = 0


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request with its answer, None when none came meanwhile; `count`: how often there was one like it.

    `from_` and `to` are address and port; lengths and the asker's port are those of the first.
    """

    interface: str
    from_: str
    to: str
    request: Head
    answer: Head | None
    count: int


@dataclass(frozen=True, slots=True)
class Http2:
    """A connection that speaks HTTP/2 without TLS, by its `preface`, or by its `frames` when it was open before."""

    interface: str
    from_: str
    to: str
    by: str


@dataclass(frozen=True, slots=True)
class Wire:
    """`began`: unix seconds. `invalid_reason`: why this tells nothing, or not everything; empty when it does."""

    began: float = 0.0
    seconds: float = 0.0
    interfaces: tuple[Interface, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    http2: tuple[Http2, ...] = ()
    invalid_reason: str = ""

    def at(self, address: str) -> Interface | None:
        """The interface that has an address, which is how a network is found: see `ComposeProject.addresses`."""
        return next((each for each in self.interfaces if address in each.addresses), None)


def read_wire(log: str) -> Wire:
    """Never raises: a listener that failed gives a `Wire` whose `invalid_reason` says why it tells nothing."""
    line = next((line for line in reversed(log.splitlines()) if line.startswith(MARK)), None)
    if line is None:
        tail = " / ".join(log.strip().splitlines()[-3:]) or "nothing"
        return Wire(invalid_reason=f"the listener ended without saying what it heard: {tail}")
    try:
        said = json.loads(line.removeprefix(MARK))
        interfaces = tuple(_interface(each) for each in said["interfaces"])
        return Wire(
            began=float(said["began"]),
            seconds=float(said["seconds"]),
            interfaces=interfaces,
            exchanges=tuple(_exchange(each) for each in said["exchanges"]),
            http2=tuple(Http2(each["interface"], each["from"], each["to"], each["by"]) for each in said["http2"]),
            invalid_reason=_flaw(int(said["lost"]), interfaces),
        )
    except (ValueError, KeyError, TypeError):
        return Wire(invalid_reason=f"the listener said only half of what it heard: {line[-80:]}")


def _interface(said: Mapping[str, Any]) -> Interface:
    counted = said["counted"]
    return Interface(
        name=said["name"],
        addresses=tuple(said["addresses"]),
        frames=said["frames"],
        seen=Bytes(**said["seen"]),
        counted=None if counted is None else Bytes(**counted),
    )


def _exchange(said: Mapping[str, Any]) -> Exchange:
    answer = said["answer"]
    return Exchange(
        interface=said["interface"],
        from_=said["from"],
        to=said["to"],
        request=Head(**said["request"]),
        answer=None if answer is None else Head(**answer),
        count=said["count"],
    )


def _flaw(lost: int, interfaces: tuple[Interface, ...]) -> str:
    if lost:
        return f"{lost} frames passed too fast to be seen"
    for each in interfaces:
        if each.counted is None:
            return f"the interface {each.name} came or went meanwhile"
        for way, seen, counted in (
            ("received", each.seen.received, each.counted.received),
            ("sent", each.seen.sent, each.counted.sent),
        ):
            if abs(seen - counted) > AGREEMENT * counted + _SLACK_BYTES:
                return f"{each.name} {way} {counted} bytes, but frames of {seen} bytes were seen"
    return ""
