"""ASGI middleware that measures requests: decides which ones, and with which labels."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shop.instruments import DURATION, IN_PROGRESS, METHODS, OTHER_METHOD, REQUESTS, UNMATCHED

IGNORED_PATHS = frozenset({"/ready", "/metrics", "/faults"})


def _path_label(scope: Scope) -> str:
    # The router writes the matched route into the scope, so it is only known after the request.
    return getattr(scope.get("route"), "path", UNMATCHED)


class RequestMetrics:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in IGNORED_PATHS:
            await self._app(scope, receive, send)
            return

        method = scope["method"] if scope["method"] in METHODS else OTHER_METHOD
        status = "500"  # the status of the server when the application raises before it responds

        async def record_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        in_progress = IN_PROGRESS.labels(method)
        in_progress.inc()
        started = time.perf_counter()
        try:
            await self._app(scope, receive, record_status)
        finally:
            in_progress.dec()
            path = _path_label(scope)
            DURATION.labels(method, path).observe(time.perf_counter() - started)
            REQUESTS.labels(method, path, status).inc()
