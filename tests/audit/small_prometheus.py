"""A real HTTP server on 127.0.0.1 with the answers of a Prometheus: fixed ones by path, and queries by their text."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lab.backends.endpoint import Endpoint
from tests.backends.loopback_server import LoopbackServer

NOW = 1_790_000_000.0


@dataclass(frozen=True)
class Recorded:
    """A whole answer, as one was recorded."""

    status: int
    body: Any


def recorded(product: str) -> dict[str, Recorded]:
    """The answers of a product, shortened; `product` has its version."""
    text = (Path(__file__).parent / "captured" / f"{product}.json").read_text(encoding="utf-8")
    return {path: Recorded(**answer) for path, answer in json.loads(text).items()}


@dataclass
class SmallPrometheus(LoopbackServer):
    """`data`: path below /api/v1 -> the `data` of its answer, or an HTTP status. `vectors`: PromQL -> its series, as
    (labels, value). `hold` keeps requests waiting until it is set."""

    data: Mapping[str, Any] = field(default_factory=dict)
    vectors: Mapping[str, list[tuple[Mapping[str, str], float]]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, list[str]]]] = field(default_factory=list)  # method, path, parameters
    hold: threading.Event | None = None
    most_at_once: int = 0
    prefix: str = ""  # of every path
    headers: list[dict[str, str]] = field(default_factory=list)
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> SmallPrometheus:
        prometheus = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                prometheus.answer(self, parts.path, parse_qs(parts.query))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                prometheus.answer(self, urlsplit(self.path).path, parse_qs(body))

            def log_message(self, format: str, *words: object) -> None:
                pass

        self.serve(Handler)
        return self

    def __exit__(self, *_: object) -> None:
        if self.hold is not None:
            self.hold.set()
        super().__exit__()

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(self.bare)

    def answer(self, request: BaseHTTPRequestHandler, path: str, params: dict[str, list[str]]) -> None:
        with self._lock:
            self.asked.append((request.command, path, params))
            self.headers.append(dict(request.headers.items()))
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        if self.hold is not None:
            self.hold.wait(30)
        with self._lock:
            self._now -= 1
        status, body = self._answer(path.removeprefix(f"{self.prefix}/api/v1/"), params)
        content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        request.send_response(status)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)

    def _answer(self, path: str, params: dict[str, list[str]]) -> tuple[int, Any]:
        found = self.data.get(path)
        if isinstance(found, Recorded):
            return found.status, found.body
        if path == "query" and found is None:
            found = self._vector(params["query"][0])
        if isinstance(found, int) or found is None:
            return found or 404, {"status": "error", "error": "no such path"}
        return 200, {"status": "success", "data": found}

    def _vector(self, query: str) -> Any:
        if query == "time()":
            return {"resultType": "scalar", "result": [NOW, str(NOW)]}
        series = self.vectors.get(query, [])
        result = [{"metric": dict(labels), "value": [NOW, str(value)]} for labels, value in series]
        return {"resultType": "vector", "result": result}
