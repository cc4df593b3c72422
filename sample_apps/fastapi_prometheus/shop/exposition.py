"""Serves `/metrics` with the ASGI application of prometheus_client, which negotiates format, escaping and
compression."""

from fastapi import FastAPI
from prometheus_client import make_asgi_app
from starlette.routing import Route
from starlette.types import Receive, Scope, Send


class Exposition:
    def __init__(self) -> None:
        self._app = make_asgi_app()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


def add_exposition(app: FastAPI) -> None:
    # A mount would redirect /metrics to /metrics/, so this is a plain route.
    app.router.routes.append(Route("/metrics", Exposition(), methods=["GET"]))
