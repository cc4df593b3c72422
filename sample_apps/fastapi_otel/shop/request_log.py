"""Writes one log record for every request, with its outcome in attributes."""

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

IGNORED_PATHS = ("/ready", "/faults")


class RequestLog:
    def __init__(self, app: ASGIApp, logger: logging.Logger) -> None:
        self._app = app
        self._logger = logger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def log_and_send(message: Message) -> None:
            # Before the response is sent: a client that has it may look for the record.
            if message["type"] == "http.response.start":
                self._write(scope, message["status"])
            await send(message)

        logged = scope["type"] == "http" and scope["path"] not in IGNORED_PATHS
        await self._app(scope, receive, log_and_send if logged else send)

    def _write(self, scope: Scope, status: int) -> None:
        level = logging.ERROR if status >= 500 else logging.WARNING if status >= 400 else logging.INFO
        outcome = {
            "http.request.method": scope["method"],
            "http.route": getattr(scope.get("route"), "path", "unmatched"),
            "http.response.status_code": status,
        }
        self._logger.log(level, "%s %s answered with %d", scope["method"], scope["path"], status, extra=outcome)
