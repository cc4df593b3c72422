"""Reads the HTTP API of Jaeger's query service (as of 1.62): the one its own web pages use."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from lab.backends.http import Answer, Reply, exchange, not_understood
from lab.record.observation import Traces

_NO_SUCH_TRACE = (400, 404)  # an id that none can have, one that none has
_OTHER = ()


def traces(url: str, ask: Traces) -> Answer:
    """The operation is sought among all spans of the service, not only the roots of traces."""
    params: dict[str, str | float | list[str]] = {
        "service": ask.service,
        "start": _microseconds(ask.start),
        "end": _microseconds(max(ask.end, ask.start)),
        "limit": ask.limit,
    }
    if ask.operation:
        params["operation"] = ask.operation
    reply = exchange("GET", f"{url}/api/traces", params=params)
    if isinstance(reply, Answer):
        return reply
    if reply.status == 400:
        return Answer(error=_said(reply), refused=True)
    data = _data(reply)
    return Answer(json=data) if reply.status == 200 and isinstance(data, list) else not_understood(reply)


def opens(url: str, trace: str) -> Answer:
    """Whether there is a trace of this id, true or false."""
    reply = exchange("GET", f"{url}/api/traces/{quote(trace, safe='')}")
    if isinstance(reply, Answer):
        return reply
    data = _data(reply)
    if reply.status in _NO_SUCH_TRACE and data is None:
        return Answer(json=False)
    return Answer(json=bool(data)) if reply.status == 200 and isinstance(data, list) else not_understood(reply)


def _data(reply: Reply) -> Any:
    """What Jaeger answers; not even None when it is another who answers."""
    return reply.json.get("data", _OTHER) if isinstance(reply.json, dict) else _OTHER


def _said(reply: Reply) -> str:
    errors = reply.json.get("errors") if isinstance(reply.json, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    return str(first.get("msg")) if isinstance(first, dict) else reply.text[:200] or "status 400"


def _microseconds(at: float) -> str:
    return str(round(at * 1e6))
