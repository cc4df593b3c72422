"""A real HTTP server that answers as the Kubernetes API does behind `kubectl proxy`: kinds, objects, refusals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

from tests.backends.loopback_server import LoopbackServer

KINDS = {
    "/api/v1": [("pods", "Pod", True), ("nodes", "Node", False), ("namespaces", "Namespace", False)],
    "/apis/apps/v1": [("deployments", "Deployment", True), ("deployments/status", "Deployment", True)],
}


@dataclass
class SmallKubernetes(LoopbackServer):
    """`objects`: path -> object; what is applied gets the `status` of its kind. `refusals`: part of a path -> status
    codes with messages, each given once, before requests go through."""

    objects: dict[str, Any] = field(default_factory=dict)
    status: Mapping[str, Any] = field(default_factory=dict)
    refusals: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def __enter__(self) -> SmallKubernetes:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self, status: int, body: Any) -> None:
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def handle_it(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                path = urlsplit(self.path).path
                api.asked.append((self.command, self.path))
                for part, refusals in api.refusals.items():
                    if part in path and refusals:
                        code, message = refusals.pop(0)
                        self.answer(code, {"kind": "Status", "message": message})
                        return
                if path in KINDS:
                    kinds = [{"name": n, "kind": k, "namespaced": inside} for n, k, inside in KINDS[path]]
                    self.answer(200, {"resources": kinds})
                elif self.command == "PATCH":
                    api.objects[path] = {**body, "status": api.status.get(body["kind"], {})}
                    self.answer(200, api.objects[path])
                elif path in api.objects:
                    found = api.objects.pop(path) if self.command == "DELETE" else api.objects[path]
                    self.answer(200, found)
                elif listed := [one for at, one in api.objects.items() if at.rpartition("/")[0] == path]:
                    self.answer(200, {"items": listed})
                else:
                    self.answer(404, {"kind": "Status", "message": "not found"})

            do_GET = do_PATCH = do_DELETE = handle_it  # noqa: N815 - names that http.server calls

            def log_message(self, format: str, *words: object) -> None:
                pass

        self.serve(Handler)
        return self

    @property
    def url(self) -> str:
        return self.bare
