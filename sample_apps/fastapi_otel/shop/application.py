"""Builds the instrumented shop. It is built twice, once to rehearse and once to serve, so it takes what
differs between the two as arguments."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI
from opentelemetry.metrics import MeterProvider

from shop.instrumentation import instrument
from shop.routes import add_routes

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def build_application(meter_provider: MeterProvider, lifespan: Lifespan | None = None) -> FastAPI:
    app = FastAPI(openapi_url=None, redirect_slashes=False, lifespan=lifespan)
    add_routes(app)
    instrument(app, meter_provider)
    return app
