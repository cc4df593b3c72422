"""ASGI middleware that moves the request metrics. It decides which requests count and what their labels
say; the instruments themselves are declared elsewhere."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shop.instruments import DURATION, IN_PROGRESS, METHODS, OTHER_METHOD, REQUESTS, UNMATCHED

NOT_COUNTED = frozenset({"/ready", "/metrics", "/faults"})


def _path_label(scope: Scope) -> str:
    # The router writes the route it chose into the scope it was handed, so this is only known afterwards.
    return getattr(scope.get("route"), "path", UNMATCHED)


class CountRequests:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in NOT_COUNTED:
            await self._app(scope, receive, send)
            return

        method = scope["method"] if scope["method"] in METHODS else OTHER_METHOD
        status = "500"  # what the server answers when the application raises before it has begun

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        in_progress = IN_PROGRESS.labels(method)
        in_progress.inc()
        began = time.perf_counter()
        try:
            await self._app(scope, receive, note_status)
        finally:
            in_progress.dec()
            path = _path_label(scope)
            DURATION.labels(method, path).observe(time.perf_counter() - began)
            REQUESTS.labels(method, path, status).inc()
