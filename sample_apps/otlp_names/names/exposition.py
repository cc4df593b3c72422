"""The metrics for scrapes: prometheus_client decides about format and escaping by the Accept header."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric as Family
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from names.metric_file import Metrics

TYPES = {"counter": "counter", "updown": "gauge", "gauge": "gauge"}


class FileCollector(Collector):
    """Histograms are not exposed."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Family]:
        for metric in self._metrics.metrics:
            if metric.scraped and metric.type in TYPES:
                family = Family(metric.name, "from the file", TYPES[metric.type])
                suffix = "_total" if metric.type == "counter" else ""
                for point in metric.points:
                    family.add_sample(family.name + suffix, dict(point.labels), point.value)
                yield family


def expose(metrics: Metrics, accept: str) -> tuple[bytes, str]:
    """Body and content type."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(FileCollector(metrics))
    encoder, content_type = choose_encoder(accept)
    return encoder(registry), content_type
