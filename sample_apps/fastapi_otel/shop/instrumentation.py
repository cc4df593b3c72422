"""Puts the FastAPI instrumentation around an application and hands it the providers to use. Whether measurements and
spans leave the process is the providers' affair."""

from fastapi import FastAPI
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.metrics import MeterProvider
from opentelemetry.trace import TracerProvider

NOT_MEASURED = "/ready$,/faults$"


def instrument(app: FastAPI, meter_provider: MeterProvider, tracer_provider: TracerProvider) -> None:
    FastAPIInstrumentor.instrument_app(
        app, tracer_provider=tracer_provider, meter_provider=meter_provider, excluded_urls=NOT_MEASURED
    )
