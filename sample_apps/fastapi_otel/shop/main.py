"""Builds the application and its telemetry: series are discovered before the first request, and everything is exported
before the process ends. uvicorn serves `app`."""

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from opentelemetry.instrumentation.system_metrics import SystemMetricsInstrumentor
from opentelemetry.sdk.metrics import MeterProvider

from shop import log_records, spans
from shop.application import build_application
from shop.heartbeat import add_heartbeat
from shop.metric_reader import create_reader
from shop.own_address import own_address
from shop.resource import describe_service
from shop.series_discovery import Server, discover_series
from shop.switches import read_switches
from shop.zero_series import ZeroSeries

# Limits the last export: an unreachable receiver must not delay the stop of the container.
LAST_EXPORT_MILLIS = 1_000

logger = logging.getLogger("uvicorn.error")
switches = read_switches()
started = time.time_ns()
reader, zero_filling = create_reader(switches.metrics_exporter)
resource = describe_service(switches.service_instance_id)
meters = MeterProvider([reader], resource=resource, shutdown_on_exit=False)
tracers = spans.exporting_provider(resource) if switches.traces else spans.recording_provider()
records = log_records.create_provider(resource) if switches.logs else None
request_logger = log_records.create_logger(records) if records else None
if records and request_logger and switches.log_correlation:
    log_records.correlate(request_logger, records, tracers)
SystemMetricsInstrumentor().instrument(meter_provider=meters)
if switches.heartbeat:
    add_heartbeat(meters)


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    if switches.zero_series:
        server = Server(switches.public_host, own_address(switches.public_host), switches.port)
        discovered = await discover_series(server, zero_filling.temporality, zero_filling.aggregation)
        zero_filling.zero_series = ZeroSeries(discovered, started)
    yield
    # Their flush has no timeout of its own, and returns at once when nothing is pending.
    deadline = time.monotonic() + LAST_EXPORT_MILLIS / 1_000
    flushes = [threading.Thread(target=p.force_flush, daemon=True) for p in (tracers, records) if p]
    for flush in flushes:
        flush.start()
    try:
        await asyncio.to_thread(meters.shutdown, LAST_EXPORT_MILLIS)
    except Exception:
        logger.warning("the last export failed", exc_info=True)
    for flush in flushes:
        await asyncio.to_thread(flush.join, max(0.0, deadline - time.monotonic()))


app = build_application(meters, tracers, request_logger, lifespan)
