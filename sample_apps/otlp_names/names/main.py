"""Pushes the metrics of a file every interval to each receiver, and serves them for scrapes. The receivers' latest
answers are at /state."""

import json
import os
import signal
import threading
import time
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from names.exposition import expose
from names.metric_file import Metrics, read_metrics
from names.otlp import request

FILE = Path("/etc/names/metrics.json")
PORT = 8000
TIMEOUT_S = 5.0
QUOTED = 500  # characters of an answer


def push(endpoint: str, body: bytes) -> dict[str, object]:
    """Status and text of the answer; status 0 when there is none."""
    url = urlsplit(endpoint)
    connection = HTTPConnection(url.netloc, timeout=TIMEOUT_S)
    try:
        connection.request("POST", url.path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return {"status": answer.status, "text": answer.read(QUOTED).decode(errors="replace")}
    except (OSError, HTTPException) as error:
        return {"status": 0, "text": str(error)}
    finally:
        connection.close()


def push_for_ever(
    metrics: Metrics,
    endpoints: list[str],
    interval: float,
    answers: dict[str, dict[str, object]],
    stop: threading.Event,
) -> None:
    started = time.time_ns()
    while True:
        body = json.dumps(request(metrics, started, time.time_ns())).encode()
        for endpoint in endpoints:
            answers[endpoint] = push(endpoint, body)
        if stop.wait(interval):
            return


def main() -> None:
    metrics, interval = read_metrics(FILE), float(os.environ["INTERVAL"])
    endpoints, answers, stop = os.environ.get("ENDPOINTS", "").split(), {}, threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            match self.path:
                case "/ready":
                    content, kind = b"ready\n", "text/plain"
                case "/state":
                    content, kind = json.dumps({"answers": answers}).encode(), "application/json"
                case "/metrics":
                    content, kind = expose(metrics, self.headers.get("Accept", ""))
                case _:
                    self.send_error(404)
                    return
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("0.0.0.0", PORT), Handler)

    def end(*_: object) -> None:
        stop.set()
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, end)
    pushing = threading.Thread(target=push_for_ever, args=(metrics, endpoints, interval, answers, stop))
    pushing.start()
    server.serve_forever()
    stop.set()
    pushing.join()


if __name__ == "__main__":
    main()
