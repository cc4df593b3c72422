"""Lines that programs of a lab wrote about what went wrong."""

from __future__ import annotations

import pytest

from lab.language.log_excerpts import error_lines, last_lines

PROMETHEUS = (
    'time=2026-11-27T10:00:00.000Z level=ERROR source=write_handler.go:1 msg="Error translating OTLP metrics to '
    'Prometheus write request" component=web err="invalid temporality and type combination for metric \\"hits\\""'
)
COLLECTOR = "2026-11-27T10:00:00.000Z\terror\tinternal/queue_sender.go:50\tExporting failed. Dropping data.\t{}"
PYTHON = "Failed to export metrics batch code: 404, reason: 404 page not found"
UVICORN = 'INFO:     172.18.0.1:4242 - "POST /v1/metrics HTTP/1.1" 404 Not Found'


@pytest.mark.parametrize(
    "line",
    [
        PROMETHEUS,
        COLLECTOR,
        '{"level":"error","ts":1.0,"msg":"bad"}',
        "WARNING:opentelemetry.exporter:Transient error StatusCode.UNAVAILABLE encountered",
        "requests.exceptions.ConnectionError: connection refused",
        "panic: runtime error: index out of range",
    ],
)
def test_error_lines_finds_levels_and_errors(line: str) -> None:
    assert error_lines(f"started\n{line}\nlistening on 8000", 3) == [line]


def test_error_lines_leaves_out_the_rest() -> None:
    assert error_lines(f"{UVICORN}\nlevel=INFO msg=ok\nerrors_total=0 is a metric", 3) == []


def test_error_lines_that_differ_only_in_numbers_are_one() -> None:
    lines = [f"{number:02} level=error msg=refused attempt={number}" for number in range(9)]
    assert error_lines("\n".join([*lines, "level=warn msg=other"]), 3) == [lines[-1], "level=warn msg=other"]


def test_last_lines_are_cut() -> None:
    assert last_lines("one\n\ntwo\n" + "x" * 1000 + "\n", 2) == ["two", "x" * 397 + "..."]
