"""What reads the metrics of the SDK: an exporter that pushes, or an exposition that is scraped."""

from collections.abc import Mapping
from typing import Protocol

from opentelemetry.sdk.metrics.export import AggregationTemporality, MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import Aggregation

from shop.export import ZeroFillingExporter
from shop.zero_series import ZeroSeries


class ZeroFilling(Protocol):
    zero_series: ZeroSeries | None

    @property
    def temporality(self) -> Mapping[type, AggregationTemporality]: ...

    @property
    def aggregation(self) -> Mapping[type, Aggregation]: ...


def create_reader(exporter: str) -> tuple[MetricReader, ZeroFilling]:
    """The reader, and the part of it that adds zero series."""
    if exporter == "prometheus":
        # Not needed for a push, and it starts slower with it.
        from shop.exposition import exposing_reader

        reader = exposing_reader()
        return reader, reader
    pushing = ZeroFillingExporter()
    return PeriodicExportingMetricReader(pushing), pushing
