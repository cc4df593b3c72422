"""Puts the FastAPI instrumentation around an application and hands it the providers to use. Whether the
measurements leave the process is the meter provider's affair."""

from fastapi import FastAPI
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.metrics import MeterProvider
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_ON

NOT_MEASURED = "/ready$,/faults$"


def instrument(app: FastAPI, meter_provider: MeterProvider) -> None:
    FastAPIInstrumentor.instrument_app(
        app,
        # Older instrumentations note the status code only while a span records, so spans always do; none is exported.
        tracer_provider=TracerProvider(sampler=ALWAYS_ON, shutdown_on_exit=False),
        meter_provider=meter_provider,
        excluded_urls=NOT_MEASURED,
    )
