"""Instruments a FastAPI application. The providers decide whether metrics and spans are exported."""

from fastapi import FastAPI
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.metrics import MeterProvider
from opentelemetry.trace import TracerProvider

EXCLUDED_URLS = "/ready$,/faults$"


def instrument(app: FastAPI, meter_provider: MeterProvider, tracer_provider: TracerProvider) -> None:
    FastAPIInstrumentor.instrument_app(
        app, tracer_provider=tracer_provider, meter_provider=meter_provider, excluded_urls=EXCLUDED_URLS
    )
