"""Exports metrics over OTLP/HTTP, with zero series added once they are known. The SDK itself reads endpoint, interval
and temporality from the OTEL_* variables."""

import time
from collections.abc import Mapping
from typing import Any

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk.metrics.export import AggregationTemporality, MetricExportResult, MetricsData
from opentelemetry.sdk.metrics.view import Aggregation

from shop.zero_series import ZeroSeries


class ZeroFillingExporter(OTLPMetricExporter):
    zero_series: ZeroSeries | None = None

    @property
    def temporality(self) -> Mapping[type, AggregationTemporality]:
        return self._preferred_temporality or {}

    @property
    def aggregation(self) -> Mapping[type, Aggregation]:
        return self._preferred_aggregation or {}

    def export(self, metrics_data: MetricsData, *args: Any, **kwargs: Any) -> MetricExportResult:
        if self.zero_series is not None:
            metrics_data = self.zero_series.fill(metrics_data, time.time_ns())
        return super().export(metrics_data, *args, **kwargs)
