"""Exposes metrics for a scrape, with the exporter that OTEL_METRICS_EXPORTER=prometheus stands for: its own HTTP server
at OTEL_EXPORTER_PROMETHEUS_HOST and OTEL_EXPORTER_PROMETHEUS_PORT (localhost:9464 if not set), and in it what
prometheus_client always has, python_* and process_*."""

import os
import time
from collections.abc import Mapping
from typing import Any

from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics.export import AggregationTemporality, MetricsData
from opentelemetry.sdk.metrics.view import Aggregation
from prometheus_client import start_http_server

from shop.zero_series import ZeroSeries


class ZeroFillingReader(PrometheusMetricReader):
    zero_series: ZeroSeries | None = None
    # A scrape is always cumulative.
    temporality: Mapping[type, AggregationTemporality] = {}
    aggregation: Mapping[type, Aggregation] = {}

    def _receive_metrics(self, metrics_data: MetricsData | None, *args: Any, **kwargs: Any) -> None:
        if self.zero_series is not None and metrics_data is not None:
            metrics_data = self.zero_series.fill(metrics_data, time.time_ns())
        super()._receive_metrics(metrics_data, *args, **kwargs)


def exposing_reader() -> ZeroFillingReader:
    reader = ZeroFillingReader()
    start_http_server(
        port=int(os.environ.get("OTEL_EXPORTER_PROMETHEUS_PORT", "9464")),
        addr=os.environ.get("OTEL_EXPORTER_PROMETHEUS_HOST", "localhost"),
    )
    return reader
