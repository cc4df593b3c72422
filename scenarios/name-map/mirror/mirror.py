"""Sends each request that it gets to several applications at once, and answers when all have answered.

So they get the same load at the same time. The answer has the status that they agree on, 502 if they do not.
"""

import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT = 8000
TIMEOUT_S = 10.0
TARGETS = [target for target in os.environ.get("TARGETS", "").split(",") if target]

pool = ThreadPoolExecutor(max_workers=64)


def send(target: str, method: str, path: str, body: bytes) -> int:
    """The status that the application answers, 502 where it does not."""
    connection = HTTPConnection(target, timeout=TIMEOUT_S)
    try:
        connection.request(method, path, body or None, {"Content-Type": "application/json"} if body else {})
        response = connection.getresponse()
        response.read()
        return response.status
    except (OSError, HTTPException):
        return 502
    finally:
        connection.close()


class Mirror(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # so that connections are kept

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        status = 200
        if self.path != "/ready":
            sent = [pool.submit(send, target, self.command, self.path, body) for target in TARGETS]
            statuses = {future.result() for future in sent}
            status = statuses.pop() if len(statuses) == 1 else 502
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST = answer

    def log_message(self, format: str, *args: object) -> None:
        """Requests are counted by the applications."""


if __name__ == "__main__":
    if not TARGETS:
        sys.exit("TARGETS is empty: name the applications, for example api:8000,shop:8000")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    ThreadingHTTPServer(("", PORT), Mirror).serve_forever()
