"""Tracer providers with and without export. Spans are always recorded: older instrumentations set the status code only
on recording spans, and exemplars and log records need the trace context."""

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_ON


def recording_provider() -> TracerProvider:
    return TracerProvider(sampler=ALWAYS_ON, shutdown_on_exit=False)


def exporting_provider(resource: Resource) -> TracerProvider:
    """The SDK reads endpoint, interval and sampler from the OTEL_* variables."""
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider
