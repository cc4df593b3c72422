"""A shop in a page of Python: two routes, and the metrics that Prometheus scrapes."""

import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PRICES = json.loads(Path("/srv/prices.json").read_text())
TOKEN = Path(os.environ["TOKEN_FILE"]).read_text().strip()
COUNTS = {"200": 0, "404": 0}
LOCK = threading.Lock()


class Shop(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/health":
            return self.answer(200, "ok")
        if self.path == "/metrics":
            with LOCK:
                rows = [f'shop_requests_total{{code="{code}"}} {count}' for code, count in COUNTS.items()]
            info = f'shop_info{{name="{os.environ["SHOP_NAME"]}",greeting="{os.environ["GREETING"]}"}} {len(TOKEN)}'
            text = "\n".join(["# TYPE shop_requests_total counter", *rows, "# TYPE shop_info gauge", info, ""])
            return self.answer(200, text)
        found = self.path.removeprefix("/prices/") in PRICES
        with LOCK:
            COUNTS["200" if found else "404"] += 1
        return self.answer(200 if found else 404, json.dumps(PRICES) if found else "not found")

    def answer(self, code, text):
        body = text.encode()
        self.send_response(code)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


ThreadingHTTPServer(("", 8000), Shop).serve_forever()
