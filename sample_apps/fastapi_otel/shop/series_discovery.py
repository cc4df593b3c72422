"""Discovers which series the shop will produce: serves one request per expected outcome inside the process and reads
the resulting metrics of the SDK."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import FastAPI
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import AggregationTemporality, InMemoryMetricReader, MetricsData
from opentelemetry.sdk.metrics.view import Aggregation
from opentelemetry.sdk.resources import Resource
from starlette.types import Message, Scope

from shop import spans
from shop.application import build_application


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: str = ""
    body: bytes | None = None


EXPECTED = (
    Request("GET", "/api/items/1"),
    Request("POST", "/api/orders", body=b"{}"),
    Request("GET", "/api/slow", query="seconds=0"),
    Request("GET", "/api/boom"),
    Request("GET", "/nowhere"),
)


@dataclass(frozen=True, slots=True)
class Server:
    """How clients reach the server: the Host header that they send, and the local socket address."""

    public_host: str
    address: str
    port: int


def _scope_of(request: Request, server: Server) -> Scope:
    headers = [(b"host", server.public_host.encode()), (b"accept", b"*/*")]
    if request.body is not None:
        headers += [(b"content-type", b"application/json"), (b"content-length", str(len(request.body)).encode())]
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "server": (server.address, server.port),
        "client": (server.address, 1),
        "scheme": "http",
        "method": request.method,
        "root_path": "",
        "path": request.path,
        "raw_path": request.path.encode(),
        "query_string": request.query.encode(),
        "headers": headers,
        "state": {},
    }


async def _serve(app: FastAPI, request: Request, server: Server) -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": request.body or b"", "more_body": False}

    async def send(message: Message) -> None:
        pass

    await app(_scope_of(request, server), receive, send)


async def discover_series(
    server: Server,
    temporality: Mapping[type, AggregationTemporality],
    aggregation: Mapping[type, Aggregation],
) -> MetricsData | None:
    reader = InMemoryMetricReader(dict(temporality), dict(aggregation))
    provider = MeterProvider([reader], resource=Resource.get_empty(), shutdown_on_exit=False)
    app = build_application(provider, spans.recording_provider())
    for request in EXPECTED:
        await _serve(app, request, server)
    discovered = reader.get_metrics_data()
    provider.shutdown()
    return discovered
