"""The Collector's own metrics, with the names of every version."""

from __future__ import annotations

from lab.queries.collector import CollectorTelemetry, Counted
from lab.record.observation import Observation
from tests.backends.small_backend import Reply
from tests.queries.sending import NOW, observe_reply, requests_of

QUERY = CollectorTelemetry(service="otel-collector", port=8888)
TEXT = """\
# HELP otelcol_exporter_queue_size Current size of the retry queue (in batches). [Alpha]
# TYPE otelcol_exporter_queue_size gauge
otelcol_exporter_queue_size{data_type="metrics",exporter="prometheus_remote_write"} 2
otelcol_exporter_sent_metric_points_total{exporter="debug",note="a \\"b\\", c"} 436
otelcol_receiver_accepted_metric_points{receiver="otlp",transport="http"} 4.36e+02
otelcol_exporter_queue_batch_send_size_bucket{exporter="debug",le="10"} 1
otelcol_process_uptime 3.5
"""


def test_collector_telemetry() -> None:
    answer = observe_reply(Reply(200, TEXT), QUERY).answer

    assert CollectorTelemetry.read(answer) == [
        Counted(
            name="exporter_queue_size", labels={"data_type": "metrics", "exporter": "prometheus_remote_write"}, value=2
        ),
        Counted(name="exporter_sent_metric_points", labels={"exporter": "debug", "note": 'a \\"b\\", c'}, value=436),
        Counted(name="receiver_accepted_metric_points", labels={"receiver": "otlp", "transport": "http"}, value=436),
    ]
    assert requests_of(QUERY) == [("/metrics", {})]
    assert QUERY.services() == ("otel-collector",)


def test_collector_telemetry_of_something_else() -> None:
    assert observe_reply(Reply(404, "no"), QUERY) == Observation(
        query=QUERY, at=NOW, error="URL/metrics answered 404: no"
    )
