"""Decides whether spans are sent. They are always recorded: older instrumentations note the status code only while a
span records, exemplars and log records name the trace they belong to."""

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_ON


def recording() -> TracerProvider:
    return TracerProvider(sampler=ALWAYS_ON, shutdown_on_exit=False)


def sending(resource: Resource) -> TracerProvider:
    """Where to, how often and which of them, the SDK reads from the OTEL_* variables."""
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider
