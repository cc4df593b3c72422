"""A small shop measured by the OpenTelemetry SDK and its FastAPI instrumentation; where its telemetry goes is up to the
standard OTEL_* variables."""
