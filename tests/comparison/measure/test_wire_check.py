"""What a side claims to send, against what was captured on its link."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.comparison.config import WireCheck
from lab.comparison.measure.tap import Exchange, Head
from lab.comparison.measure.wire_check import check_wire

CHECK = WireCheck(
    link="metrics",
    client="prometheus",
    request="GET /metrics",
    headers={"accept-encoding": "gzip", "user-agent": "/^Prometheus/"},
    response_headers={"content-encoding": "gzip"},
    absent_headers=("authorization",),
)
REQUEST = Head({"accept-encoding": "gzip", "user-agent": "Prometheus/3.15.0"}, method="GET", path="/metrics")
RESPONSE = Head({"content-encoding": "gzip", "content-type": "text/plain"}, status=200)
SCRAPE = Exchange("eth1", "172.20.0.2:41000", "172.20.0.3:8000", REQUEST, RESPONSE, 2)


def test_check_wire_passed() -> None:
    result = check_wire("it scrapes", CHECK, (SCRAPE,))
    assert result.passed
    assert result.actual == "GET /metrics -> 200, text/plain, gzip"


@pytest.mark.parametrize(
    ("exchanges", "text"),
    [
        pytest.param((), "no request of prometheus on metrics", id="no request"),
        pytest.param(
            (replace(SCRAPE, request=replace(REQUEST, path="/other")),), "the request is GET /other", id="other path"
        ),
        pytest.param((replace(SCRAPE, response=None),), "no response was seen", id="no response"),
        pytest.param(
            (replace(SCRAPE, response=replace(RESPONSE, status=500)),), "the status is 500", id="other status"
        ),
        pytest.param(
            (replace(SCRAPE, response=replace(RESPONSE, headers={})),),
            "response: content-encoding is missing",
            id="not compressed",
        ),
        pytest.param(
            (replace(SCRAPE, request=replace(REQUEST, headers={**REQUEST.headers, "authorization": "present"})),),
            "the request has authorization: present",
            id="a header that must be absent",
        ),
        pytest.param(
            (replace(SCRAPE, response=replace(RESPONSE, whole=False)),),
            "the response was not captured completely, so it may have authorization",
            id="an incomplete head proves no absence",
        ),
    ],
)
def test_check_wire_failed(exchanges: tuple[Exchange, ...], text: str) -> None:
    result = check_wire("it scrapes", CHECK, exchanges)
    assert not result.passed
    assert text in result.actual


def test_check_wire_shows_the_nearest() -> None:
    far = replace(SCRAPE, request=Head({}, method="POST", path="/else"), response=Head({}, status=404))
    near = replace(SCRAPE, response=replace(RESPONSE, status=500))
    assert "the status is 500" in check_wire("it scrapes", CHECK, (far, near)).actual
