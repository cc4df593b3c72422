"""Exports the records of one logger over OTLP, each with its trace context, and writes them to the console with the
trace ID in the line."""

import logging

from opentelemetry._logs import set_logger_provider
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.instrumentation.logging import LoggingInstrumentor
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource
from opentelemetry.trace import TracerProvider

CORRELATED_LINE = "%(levelname)s %(message)s trace_id=%(otelTraceID)s span_id=%(otelSpanID)s"


def create_provider(resource: Resource) -> LoggerProvider:
    provider = LoggerProvider(resource, shutdown_on_exit=False)
    provider.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
    return provider


def create_logger(provider: LoggerProvider) -> logging.Logger:
    logger = logging.getLogger("shop")
    logger.setLevel(logging.INFO)
    # Not the root logger: export errors of the exporter would be exported as well.
    logger.addHandler(LoggingHandler(logger_provider=provider))
    logger.propagate = False
    return logger


def correlate(logger: logging.Logger, provider: LoggerProvider, tracers: TracerProvider) -> None:
    """The set-up that worked up to 0.46b0 with nothing else: the instrumentation gives every record the trace ID, and
    a format of one's own writes it. Newer ones need OTEL_PYTHON_LOG_CORRELATION=true for that, and without
    OTEL_PYTHON_LOG_AUTO_INSTRUMENTATION=false they export every record a second time, through the global provider."""
    set_logger_provider(provider)
    logging.basicConfig(format=CORRELATED_LINE, level=logging.INFO)
    LoggingInstrumentor().instrument(tracer_provider=tracers)
    logger.propagate = True
