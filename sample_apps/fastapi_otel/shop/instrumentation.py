"""Instruments a FastAPI application: with opentelemetry-instrumentation-fastapi where it is installed, else with the
instrumentation that FastAPI has itself since 0.142.0. The providers decide whether metrics and spans are exported."""

from importlib.util import find_spec
from typing import Any

from fastapi import FastAPI
from opentelemetry.metrics import MeterProvider
from opentelemetry.trace import TracerProvider

EXCLUDED_PATHS = ("/ready", "/faults", "/visits")
# FastAPI's own steps aside when the other is installed; here never are both.
CONTRIB = find_spec("opentelemetry.instrumentation.fastapi") is not None


def fastapi_options(meter_provider: MeterProvider, tracer_provider: TracerProvider) -> dict[str, Any]:
    """Arguments of FastAPI() that its own instrumentation needs."""
    if CONTRIB:
        return {}
    return {
        "telemetry": {
            "meter_provider": meter_provider,
            "tracer_provider": tracer_provider,
            "exclude": lambda scope: scope["path"] in EXCLUDED_PATHS,
        }
    }


def instrument(app: FastAPI, meter_provider: MeterProvider, tracer_provider: TracerProvider) -> None:
    if not CONTRIB:
        return
    from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor

    FastAPIInstrumentor.instrument_app(
        app,
        tracer_provider=tracer_provider,
        meter_provider=meter_provider,
        excluded_urls=",".join(f"{path}$" for path in EXCLUDED_PATHS),
    )
