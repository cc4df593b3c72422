"""Queries of the HTTP API of Jaeger's query service (as of 1.62), which Jaeger's web UI uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

from lab.queries.answer import Answer, Reply, reads_answer_of, unexpected_reply
from lab.queries.query import Client, Clients, Description, Params, Query, window
from lab.queries.series import Labels

ROLE_TRACES = "traces"
BACKEND = "Jaeger"
_NO_SUCH_TRACE = (400, 404)  # not a valid trace id, not an existing one
_NOT_JAEGER = ()


@dataclass(frozen=True, slots=True)
class Span:
    """`parents` are the ids of its parent spans."""

    id: str
    operation: str
    parents: tuple[str, ...]
    attributes: Labels


@dataclass(frozen=True, slots=True)
class Trace:
    id: str
    spans: tuple[Span, ...]

    def roots(self) -> list[Span]:
        """The spans whose parents, if any, have not arrived."""
        known = {span.id for span in self.spans}
        return [span for span in self.spans if known.isdisjoint(span.parents)]


class Traces(Query):
    """The traces of a service that began between `start` and `end` (unix seconds).

    Jaeger looks for the operation among all spans of the service, not only the roots of traces.
    """

    kind: Literal["traces"] = "traces"
    role = ROLE_TRACES
    service: str
    operation: str = ""
    start: float
    end: float
    limit: int = 1500

    def send(self, clients: Clients, at: float) -> Answer:
        params: dict[str, str | float | list[str]] = {
            "service": self.service,
            "start": _microseconds(self.start),
            "end": _microseconds(max(self.end, self.start)),
            "limit": self.limit,
        }
        if self.operation:
            params["operation"] = self.operation
        return _traces(clients.role(ROLE_TRACES), params)

    def describe(self, zero: float) -> Description:
        operation = f", with a span called {self.operation}" if self.operation else ""
        title = f"traces {window(self.start, self.end, zero)}, at most {self.limit}"
        return Description(title, f"{self.service}{operation}")

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> list[Trace]:
        return [Trace(str(trace["traceID"]), tuple(map(_span, trace["spans"]))) for trace in answer]


def has_trace(client: Client, trace: str) -> Answer:
    """Whether a trace with this id exists: true or false."""
    reply = client.request("GET", f"/api/traces/{quote(trace, safe='')}")
    if isinstance(reply, Answer):
        return reply
    data = _data(reply)
    if reply.status in _NO_SUCH_TRACE and data is None:
        return Answer(json=False)
    return Answer(json=bool(data)) if reply.status == 200 and isinstance(data, list) else unexpected_reply(reply)


def _traces(client: Client, params: Params) -> Answer:
    reply = client.request("GET", "/api/traces", params=params)
    if isinstance(reply, Answer):
        return reply
    if reply.status == 400:
        return Answer(error=_refusal(reply), refused=True)
    data = _data(reply)
    return Answer(json=data) if reply.status == 200 and isinstance(data, list) else unexpected_reply(reply)


def _data(reply: Reply) -> Any:
    """The `data` of an answer, which may be None; `_NOT_JAEGER` when there is no such key."""
    return reply.json.get("data", _NOT_JAEGER) if isinstance(reply.json, dict) else _NOT_JAEGER


def _refusal(reply: Reply) -> str:
    errors = reply.json.get("errors") if isinstance(reply.json, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    return str(first.get("msg")) if isinstance(first, dict) else reply.text[:200] or "status 400"


def _span(span: Any) -> Span:
    parents = tuple(str(reference["spanID"]) for reference in span.get("references") or ())
    attributes = {tag["key"]: _text(tag["value"]) for tag in span.get("tags") or ()}
    return Span(str(span["spanID"]), str(span["operationName"]), parents, attributes)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _microseconds(at: float) -> str:
    return str(round(at * 1e6))
