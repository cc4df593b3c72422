"""Parses the output of the tap on a network link; `wire_check` compares it with what a side claims."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MARK = "LAB-WIRE "
# The share by which frames and kernel counters may differ; beyond it, the capture is invalid.
AGREEMENT = 0.02
_SLACK_BYTES = 3000  # two full frames that passed while the counters were being read


@dataclass(frozen=True, slots=True)
class Bytes:
    """Of whole frames, from the side of the service that the tap is at."""

    received: int = 0
    sent: int = 0


@dataclass(frozen=True, slots=True)
class Interface:
    """`captured`: the lengths of the captured frames; `counted`: the growth of the kernel's counters meanwhile."""

    name: str
    addresses: tuple[str, ...]
    frames: int
    captured: Bytes
    counted: Bytes | None


@dataclass(frozen=True, slots=True)
class Head:
    """Of a request or response. Header names are in lower case; `whole` is false when some may be missing.

    Only headers that matter for protocols are there, and `authorization` is never more than `present`.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    whole: bool = True
    method: str = ""
    path: str = ""
    status: int = 0


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request with its response, None when none was captured; `count`: how many were equal.

    `from_` and `to` are address and port; lengths and the client's port are those of the first.
    """

    interface: str
    from_: str
    to: str
    request: Head
    response: Head | None
    count: int


@dataclass(frozen=True, slots=True)
class Http2:
    """A connection that speaks HTTP/2 without TLS, by its `preface`, or by its `frames` when it was open before."""

    interface: str
    from_: str
    to: str
    by: str


@dataclass(frozen=True, slots=True)
class Capture:
    """`began`: unix seconds. `invalid_reason`: why it is missing or incomplete; empty when it is whole."""

    began: float = 0.0
    seconds: float = 0.0
    interfaces: tuple[Interface, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    http2: tuple[Http2, ...] = ()
    invalid_reason: str = ""

    def interface_with(self, address: str) -> Interface | None:
        """Networks are found by address: see `ComposeProject.addresses`."""
        return next((interface for interface in self.interfaces if address in interface.addresses), None)


def read_capture(log: str) -> Capture:
    """Never raises: the output of a tap that failed becomes a `Capture` with an `invalid_reason`."""
    line = next((line for line in reversed(log.splitlines()) if line.startswith(MARK)), None)
    if line is None:
        tail = " / ".join(log.strip().splitlines()[-3:]) or "nothing"
        return Capture(invalid_reason=f"the tap ended without a result; it printed: {tail}")
    try:
        data = json.loads(line.removeprefix(MARK))
        interfaces = tuple(map(_interface, data["interfaces"]))
        return Capture(
            began=float(data["began"]),
            seconds=float(data["seconds"]),
            interfaces=interfaces,
            exchanges=tuple(map(_exchange, data["exchanges"])),
            http2=tuple(Http2(entry["interface"], entry["from"], entry["to"], entry["by"]) for entry in data["http2"]),
            invalid_reason=_incomplete(int(data["lost"]), interfaces),
        )
    except (ValueError, KeyError, TypeError):
        return Capture(invalid_reason=f"the tap's result is incomplete: {line[-80:]}")


def _interface(data: Mapping[str, Any]) -> Interface:
    counted = data["counted"]
    return Interface(
        name=data["name"],
        addresses=tuple(data["addresses"]),
        frames=data["frames"],
        captured=Bytes(**data["seen"]),
        counted=None if counted is None else Bytes(**counted),
    )


def _exchange(data: Mapping[str, Any]) -> Exchange:
    response = data["answer"]
    return Exchange(
        interface=data["interface"],
        from_=data["from"],
        to=data["to"],
        request=Head(**data["request"]),
        response=None if response is None else Head(**response),
        count=data["count"],
    )


def _incomplete(lost: int, interfaces: tuple[Interface, ...]) -> str:
    if lost:
        return f"{lost} frames passed too fast to be captured"
    for interface in interfaces:
        if interface.counted is None:
            return f"the interface {interface.name} appeared or disappeared meanwhile"
        for direction, captured, counted in (
            ("received", interface.captured.received, interface.counted.received),
            ("sent", interface.captured.sent, interface.counted.sent),
        ):
            if abs(captured - counted) > AGREEMENT * counted + _SLACK_BYTES:
                return f"{interface.name} {direction} {counted} bytes, but frames of {captured} bytes were captured"
    return ""
