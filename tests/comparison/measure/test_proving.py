"""What a side claims of itself, held against what was seen on its link."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.comparison.config import WireProof
from lab.comparison.measure.tap import Exchange, Head
from lab.comparison.measure.wire_check import proved

PROOF = WireProof(
    link="metrics",
    by="prometheus",
    request="GET /metrics",
    headers={"accept-encoding": "gzip", "user-agent": "/^Prometheus/"},
    answer_headers={"content-encoding": "gzip"},
    lack=("authorization",),
)
ASKED = Head({"accept-encoding": "gzip", "user-agent": "Prometheus/3.15.0"}, method="GET", path="/metrics")
SAID = Head({"content-encoding": "gzip", "content-type": "text/plain"}, status=200)
SCRAPE = Exchange("eth1", "172.20.0.2:41000", "172.20.0.3:8000", ASKED, SAID, 2)


def test_what_is_seen_is_told() -> None:
    found = proved("it scrapes", PROOF, (SCRAPE,))
    assert found.held
    assert found.seen == "GET /metrics, answered with 200, text/plain, gzip"


@pytest.mark.parametrize(
    ("exchanges", "words"),
    [
        pytest.param((), "prometheus asked nothing on metrics", id="nothing was asked"),
        pytest.param((replace(SCRAPE, request=replace(ASKED, path="/other")),), "it asks GET /other", id="other path"),
        pytest.param((replace(SCRAPE, answer=None),), "no answer was seen", id="no answer"),
        pytest.param((replace(SCRAPE, answer=replace(SAID, status=500)),), "the answer is 500", id="other status"),
        pytest.param(
            (replace(SCRAPE, answer=replace(SAID, headers={})),), "answer: content-encoding is missing", id="not packed"
        ),
        pytest.param(
            (replace(SCRAPE, request=replace(ASKED, headers={**ASKED.headers, "authorization": "present"})),),
            "the request has authorization: present",
            id="what it must lack",
        ),
        pytest.param(
            (replace(SCRAPE, answer=replace(SAID, whole=False)),),
            "the answer was not seen whole, so it may have authorization",
            id="a head that was cut proves no absence",
        ),
    ],
)
def test_what_is_not_seen_is_said(exchanges: tuple[Exchange, ...], words: str) -> None:
    found = proved("it scrapes", PROOF, exchanges)
    assert not found.held
    assert words in found.seen


def test_of_several_the_nearest_is_shown() -> None:
    far = replace(SCRAPE, request=Head({}, method="POST", path="/else"), answer=Head({}, status=404))
    near = replace(SCRAPE, answer=replace(SAID, status=500))
    assert "the answer is 500" in proved("it scrapes", PROOF, (far, near)).seen
