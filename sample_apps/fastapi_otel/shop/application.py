"""Builds the instrumented shop. It is built twice, to discover its series and to serve, and takes the differences as
arguments."""

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI
from opentelemetry.metrics import MeterProvider
from opentelemetry.trace import TracerProvider

from shop.instrumentation import fastapi_options, instrument
from shop.request_log import RequestLog
from shop.routes import add_routes
from shop.visits import add_visits

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def build_application(
    meter_provider: MeterProvider,
    tracer_provider: TracerProvider,
    logger: logging.Logger | None = None,
    lifespan: Lifespan | None = None,
) -> FastAPI:
    options = fastapi_options(meter_provider, tracer_provider)
    app = FastAPI(openapi_url=None, redirect_slashes=False, lifespan=lifespan, **options)
    add_routes(app)
    add_visits(app, meter_provider)
    if logger is not None:
        app.add_middleware(RequestLog, logger=logger)
    instrument(app, meter_provider, tracer_provider)
    return app
