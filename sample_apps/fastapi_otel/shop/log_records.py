"""Exports the records of one logger over OTLP, each with its trace context."""

import logging

from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource


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
