"""Reads the application's own environment switches once, at the start, and rejects unknown values. The SDK reads the
OTEL_* variables, except for OTEL_METRICS_EXPORTER: only its auto-configuration knows that one."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

METRICS_EXPORTERS = ("otlp", "prometheus")


class UnknownSwitchValue(ValueError):
    """A switch has a value that it does not know."""


@dataclass(frozen=True, slots=True)
class Switches:
    heartbeat: bool
    logs: bool
    log_correlation: bool
    traces: bool
    zero_series: bool
    metrics_exporter: str
    service_instance_id: str | None
    public_host: str
    port: int


def _is_on(environment: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = environment.get(name, "").strip().lower()
    if value not in {"", "on", "off"}:
        raise UnknownSwitchValue(f"{name}={value!r}: expected on or off")
    return value == "on" if value else default


def _metrics_exporter(environment: Mapping[str, str]) -> str:
    value = environment.get("OTEL_METRICS_EXPORTER", "").strip().lower() or METRICS_EXPORTERS[0]
    if value not in METRICS_EXPORTERS:
        raise UnknownSwitchValue(f"OTEL_METRICS_EXPORTER={value!r}: expected {' or '.join(METRICS_EXPORTERS)}")
    return value


def read_switches(environment: Mapping[str, str] = os.environ) -> Switches:
    return Switches(
        heartbeat=_is_on(environment, "HEARTBEAT", default=False),
        logs=_is_on(environment, "LOGS", default=False),
        log_correlation=_is_on(environment, "LOG_CORRELATION", default=False),
        traces=_is_on(environment, "TRACES", default=False),
        zero_series=_is_on(environment, "ZERO_SERIES", default=True),
        metrics_exporter=_metrics_exporter(environment),
        service_instance_id=environment.get("SERVICE_INSTANCE_ID", "").strip() or None,
        public_host=environment.get("PUBLIC_HOST", "").strip() or "api:8000",
        # The server reads the same variable, so that both use the same port.
        port=int(environment.get("UVICORN_PORT", "8000")),
    )
