"""Log lines of senders and receivers whose exports were refused, and lines that are about something else.

The lines of the Python SDK and of Prometheus' OTLP receiver were captured from a lab; those of the Collector, of remote
write, of Promtail and of Uvicorn are written after the messages in the source code of these programs.
"""

from __future__ import annotations

import pytest

from lab.language.export_refusals import Refusal, refusals, remedy

SDK_404 = "Failed to export metrics batch code: 404, reason: Not Found"
SDK_REFUSED = (
    "Transient error HTTPConnectionPool(host='prometheus', port=4318): Max retries exceeded with url: /v1/metrics "
    "(Caused by NewConnectionError(\"HTTPConnection(host='prometheus', port=4318): Failed to establish a new "
    'connection: [Errno 111] Connection refused")) encountered while exporting metrics batch, retrying in {}s.'
)
PROMETHEUS = (
    "time=2026-11-27T13:57:35.382Z level=ERROR source=write_otlp_handler.go:204 "
    'msg="Error appending remote write" component=web err="invalid temporality and type combination for metric '
    '\\"system.cpu.time\\"\\ninvalid temporality and type combination for metric \\"system.disk.io\\""'
)
COLLECTOR = (
    "2026-11-27T10:00:00.000Z\terror\tinternal/queue_sender.go:57\tExporting failed. Dropping data.\t"
    '{"resource": {}, "otelcol.component.id": "otlphttp", "error": "not retryable error: Permanent error: rpc error: '
    "code = Unimplemented desc = error exporting items, request to http://prometheus:9090/v1/metrics responded with "
    'HTTP Status Code 404", "dropped_items": 33}'
)
REMOTE_WRITE = (
    'time=2026-11-27T10:00:00.000Z level=ERROR source=queue_manager.go:1670 msg="non-recoverable error" '
    "component=remote remote_name=e8 url=http://store:9090/api/v1/write failedSampleCount=9 "
    'err="server returned HTTP status 404 Not Found: remote write receiver needs to be enabled"'
)
PROMTAIL = (
    "level=error ts=2026-11-27T10:00:00Z caller=client.go:430 component=client host=loki:3100 "
    'msg="final error sending batch" status=404 tenant= error="server returned HTTP status 404 Not Found (404)"'
)
UVICORN = 'INFO:     172.18.0.4:35640 - "POST /v1/metrics HTTP/1.1" 404 Not Found'


@pytest.mark.parametrize(
    ("line", "words", "at_receiver"),
    [
        (SDK_404, SDK_404, False),
        (
            PROMETHEUS,
            'Error appending remote write: invalid temporality and type combination for metric "system.cpu.time"; '
            'invalid temporality and type combination for metric "system.disk.io"',
            True,
        ),
        (
            COLLECTOR,
            "Exporting failed. Dropping data.: not retryable error: Permanent error: rpc error: code = Unimplemented "
            "desc = error exporting items, request to http://prometheus:9090/v1/metrics responded with HTTP Status "
            "Code 404",
            False,
        ),
        (
            REMOTE_WRITE,
            "non-recoverable error: server returned HTTP status 404 Not Found: remote write receiver needs to be "
            "enabled",
            False,
        ),
        (PROMTAIL, "final error sending batch: server returned HTTP status 404 Not Found (404): status 404", False),
        (UVICORN, "POST /v1/metrics answered 404", True),
    ],
)
def test_refusals_of_a_line(line: str, words: str, at_receiver: bool) -> None:
    assert refusals("api", f"started\n{line}\n") == (Refusal("api", words, at_receiver, 1),)


def test_refusals_are_counted_and_the_most_frequent_come_first() -> None:
    log = "\n".join([SDK_404, *(SDK_REFUSED.format(seconds) for seconds in (1.17, 1.64, 3.62))])
    first, second = refusals("api", log)
    assert (first.times, second.times) == (3, 1)
    assert first.words.startswith("Transient error HTTPConnectionPool(host='prometheus', port=4318)")


@pytest.mark.parametrize(
    "line",
    [
        'INFO:     172.18.0.4:35640 - "POST /v1/metrics HTTP/1.1" 200 OK',
        'INFO:     172.18.0.1:4242 - "POST /api/orders HTTP/1.1" 500 Internal Server Error',
        'time=2026-11-27T10:00:00Z level=INFO source=x.go msg="Remote write receiver failed over" component=remote',
        'time=2026-11-27T10:00:00Z level=ERROR source=notify.go:8 msg="Notify for alerts failed" component=dispatcher',
        'level=error msg="collector failed" name=hwmon err="permission denied"',
        "2026-11-27T10:00:00.000Z\tinfo\tservice/service.go:1\tStarting the exporter, errors are retried\t{}",
        "Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)",
        "x" * 100_000,
    ],
)
def test_refusals_of_other_lines(line: str) -> None:
    assert refusals("api", line) == ()


@pytest.mark.parametrize(
    ("words", "fix"),
    [
        ("invalid temporality and type combination", "TEMPORALITY_PREFERENCE=cumulative"),
        ("code: 404, reason: Not Found", "--web.enable-otlp-receiver"),
        ("[Errno 111] Connection refused", "4318 (HTTP)"),
        ("[Errno -2] Name or service not known", "use the name of the receiving service"),
        ("out of order sample", "out_of_order_time_window"),
        ("rpc error: code = ResourceExhausted desc = grpc: received message larger than max", "smaller batches"),
        ("sending queue is full", "queue of the sender is full"),
        ("code: 500, reason: Internal Server Error", ""),
    ],
)
def test_remedy(words: str, fix: str) -> None:
    assert fix in remedy(words) if fix else remedy(words) == ""
