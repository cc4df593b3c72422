"""A small shop measured by the OpenTelemetry SDK and its FastAPI instrumentation; where the metrics go is up to the
standard OTEL_* variables."""
