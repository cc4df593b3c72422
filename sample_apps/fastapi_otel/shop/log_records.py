"""Sends what one logger says by OTLP, each record with the trace it was written in. What is said is decided
elsewhere."""

import logging

from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource


def sending(resource: Resource) -> LoggerProvider:
    provider = LoggerProvider(resource, shutdown_on_exit=False)
    provider.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
    return provider


def logger_of(provider: LoggerProvider) -> logging.Logger:
    logger = logging.getLogger("shop")
    logger.setLevel(logging.INFO)
    # Not the root: what the exporter itself says, when it cannot send, would be sent as well.
    logger.addHandler(LoggingHandler(logger_provider=provider))
    logger.propagate = False
    return logger
