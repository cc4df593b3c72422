"""The names that are suggested for an unknown one, the nearest first."""

from __future__ import annotations

import pytest

from lab.why.nearest import nearest

KNOWN = (
    "http_requests_total",
    "http_requests_created",
    "http_request_duration_seconds_bucket",
    "http_request_duration_seconds_count",
    "up",
)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("http_request_total", ("http_requests_total",), id="missing letter"),
        pytest.param("http.requests.total", ("http_requests_total",), id="dots"),
        pytest.param("http_requests", ("http_requests_total",), id="missing suffix"),
        pytest.param("requests_total", ("http_requests_total",), id="missing first word"),
        pytest.param(
            "http_request_duration",
            ("http_request_duration_seconds_count", "http_request_duration_seconds_bucket"),
            id="count of a histogram before its buckets",
        ),
        pytest.param("node_load1", (), id="nothing near"),
    ],
)
def test_nearest(word: str, expected: tuple[str, ...]) -> None:
    assert nearest(word, KNOWN, len(expected) or 3) == expected


RULES = ("job:http_requests:rate10s", "job:up:sum")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("job:http_request:rate10s", ("job:http_requests:rate10s",), id="missing letter"),
        pytest.param("job:http_requests:rate5s", ("job:http_requests:rate10s",), id="another window"),
        pytest.param("job:http_errors:rate10s", (), id="another metric"),
        pytest.param("instance:http_requests:rate10s", (), id="another level"),
    ],
)
def test_nearest_recording_rules(word: str, expected: tuple[str, ...]) -> None:
    assert nearest(word, RULES) == expected
