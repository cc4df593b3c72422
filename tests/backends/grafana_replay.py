"""A real HTTP server on 127.0.0.1 that replays recorded answers of a Grafana 12.4.0 to the same requests.

A request without a recording gets status 599, which Grafana never sends.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from tests.backends.loopback_server import LoopbackServer

RECORDED = Path(__file__).parent / "recorded" / "grafana-12.4.0"
REQUESTS: list[dict[str, Any]] = json.loads((RECORDED / "requests.json").read_text(encoding="utf-8"))
USER, PASSWORD = "admin", "l@b:1/s"
LOGIN_REFUSED = (
    "Grafana does not accept lab's login (Invalid username or password): 'login' in its component.yaml must equal "
    "GF_SECURITY_ADMIN_USER and GF_SECURITY_ADMIN_PASSWORD"
)
_FREE = ("from", "to", "maxDataPoints")  # of a query: its times, and what follows from them
_BY_UID = "/api/datasources/uid/"


def recorded(file: str) -> Any:
    return json.loads((RECORDED / f"{file}.json").read_text(encoding="utf-8"))


@dataclass
class GrafanaReplay(LoopbackServer):
    """`asked` holds method, path and body of every request."""

    asked: list[tuple[str, str, Any]] = field(default_factory=list)

    def __enter__(self) -> GrafanaReplay:
        replay = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._answer(None)

            def do_POST(self) -> None:
                self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

            def _answer(self, body: Any) -> None:
                replay.asked.append((self.command, self.path, body))
                status, content = _answer(self.command, self.path, body, _login(self.headers["Authorization"]))
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *words: object) -> None:
                pass

        self.serve(Handler)
        return self

    def url(self, login: str = "admin:l%40b%3A1%2Fs") -> str:
        """The URL with a login, quoted; by default the right one."""
        return self.bare.replace("://", f"://{login}@") if login else self.bare


def _login(header: str | None) -> str:
    if header is None:
        return "none"
    given = base64.b64decode(header.removeprefix("Basic ")).decode()
    return "right" if given == f"{USER}:{PASSWORD}" else "wrong"


def _answer(method: str, path: str, body: Any, login: str) -> tuple[int, bytes]:
    if login != "right":  # the same on every path that needs a login
        return 401, _file("13f-query-wrong-password" if login == "wrong" else "13e-query-unauthenticated")
    for request in REQUESTS:
        same = (request["method"], request["path"], request["login"]) == (method, path, login)
        if same and _same(request.get("body"), body):
            return request["status"], _file(request["file"].removesuffix(".json"))
    # The settings of one data source were recorded for `prom` alone; the list has those of the others.
    for source in recorded("03-datasources"):
        if path == f"{_BY_UID}{source['uid']}":
            return 200, json.dumps(source).encode()
    return 599, json.dumps({"nothing recorded for": [method, path, body]}).encode()


def _file(name: str) -> bytes:
    return (RECORDED / f"{name}.json").read_bytes()


def _same(recorded_body: Any, body: Any) -> bool:
    if not isinstance(recorded_body, Mapping) or "queries" not in recorded_body:
        return bool(recorded_body == body)
    starts = [request["body"]["from"] for request in REQUESTS if "from" in request.get("body", ())]
    at = body["from"] if body["from"] in starts else "now-5m"  # most recordings are of the last minutes
    return recorded_body["from"] == at and _queries(recorded_body) == _queries(body)


def _queries(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What decides the answer: `instant` is false unless given."""
    return [{key: value for key, value in query.items() if key not in _FREE and value} for query in body["queries"]]
