"""A small shop with the OpenTelemetry SDK and its FastAPI instrumentation. The standard OTEL_* variables configure
where its telemetry goes."""
