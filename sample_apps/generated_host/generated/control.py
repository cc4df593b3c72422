"""The HTTP API of the host: reads and sets its state."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from generated.host import Host
from generated.state import InvalidState

MAX_BODY = 4096


class Control(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    host: Host

    def do_GET(self) -> None:
        match self.path:
            case "/state":
                self._respond(200, self.host.state.as_json())
            case "/ready":
                missing = self.host.missing()
                self._respond(503 if missing else 200, json.dumps({"status": missing or "ready"}))
            case _:
                self._refuse(404, "there are /state and /ready")

    def do_PUT(self) -> None:
        if self.path != "/state":
            self._refuse(404, "only /state can be set")
            return
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MAX_BODY:
            self._refuse(413 if length.isdecimal() else 411, f"send a body of at most {MAX_BODY} bytes")
            return
        try:
            state = self.host.change(self.rfile.read(int(length)))
        except InvalidState as error:
            self._refuse(400, str(error))
        except OSError as error:
            self._refuse(507, f"the disk cannot be filled so far: {error.strerror}")
        else:
            self._respond(200, state.as_json())

    def _refuse(self, status: int, reason: str) -> None:
        self.close_connection = True  # the body may not have been read
        self._respond(status, json.dumps({"error": reason}))

    def _respond(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not logged: there is a health check every few seconds."""


def control_server(host: Host, port: int) -> ThreadingHTTPServer:
    return ThreadingHTTPServer(("0.0.0.0", port), type("HostControl", (Control,), {"host": host}))
