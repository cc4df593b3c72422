"""A real HTTP server on 127.0.0.1 that says what it was given, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from tests.backends.loopback_server import LoopbackServer
from tests.expectations.captured_answers import CAPTURED


@dataclass(frozen=True)
class Reply:
    status: int
    text: str


@dataclass
class SmallBackend(LoopbackServer):
    """`hold` keeps a request waiting until it is set."""

    reply: Reply
    asked: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    hold: threading.Event | None = None
    sent: list[str] = field(default_factory=list)  # the bodies, and their content types
    kinds: list[str | None] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)  # of each request

    def __enter__(self) -> SmallBackend:
        backend = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                backend.asked.append((parts.path, parse_qs(parts.query)))
                backend.headers.append(dict(self.headers.items()))
                if backend.hold is not None:
                    backend.hold.wait(30)
                content = backend.reply.text.encode()
                self.send_response(backend.reply.status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def do_POST(self) -> None:
                backend.sent.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                backend.kinds.append(self.headers["Content-Type"])
                self.do_GET()

            def log_message(self, format: str, *words: object) -> None:
                pass

        self.serve(Handler)
        return self

    def __exit__(self, *_: object) -> None:
        if self.hold is not None:
            self.hold.set()
        super().__exit__()

    @property
    def url(self) -> str:
        return self.bare


def captured(name: str) -> Reply:
    """A captured answer as it came over the wire."""
    folder = "alertmanager-0.34.2" if name.startswith(("received", "held", "silence")) else "prometheus-3.15.0"
    whole = json.loads((CAPTURED / folder / f"{name}.json").read_text(encoding="utf-8"))
    text = whole["body"] if isinstance(whole["body"], str) else json.dumps(whole["body"])
    return Reply(whole["status"], text)
