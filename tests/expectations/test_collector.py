"""A Collector's own numbers: summed over receivers, for each exporter."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from lab.expectations.collector import NO_TELEMETRY, CollectorCheck, CollectorExpectation
from lab.language import reasons
from tests.expectations.captured_answers import Case, holds, judged, misses


def check(**more: Any) -> CollectorCheck:
    return CollectorCheck(CollectorExpectation.model_validate({"collector": "otel", **more}), 8888)


def sample(name: str, value: float, **labels: str) -> dict[str, Any]:
    return {"name": name, "labels": labels, "value": value}


ACCEPTED = [
    sample("receiver_accepted_metric_points", 100, receiver="otlp", transport="http"),
    sample("receiver_accepted_metric_points", 20, receiver="otlp", transport="grpc"),
]
SENT = [
    sample("exporter_sent_metric_points", 120, exporter="debug"),
    sample("exporter_sent_metric_points", 90, exporter="otlp_http"),
    sample("exporter_queue_size", 3, exporter="otlp_http", data_type="metrics"),
    sample("exporter_queue_size", 9, exporter="otlp_http", data_type="logs"),
]
FAILED = [sample("exporter_send_failed_metric_points", 30, exporter="otlp_http")]
ALL = "accepted 120; sent 120 in debug, 90 in otlp_http; queue_size 3 in otlp_http"

CASES = {
    "one exporter": Case(
        check(exporter="debug", sent="all", accepted="== 120", refused="== 0"),
        (ACCEPTED + SENT,),
        holds(
            "metrics in otel: accepted == 120, refused == 0, sent all that was accepted",
            "accepted 120; sent 120 in debug",
        ),
    ),
    "each exporter": Case(
        check(sent="all"),
        (ACCEPTED + SENT,),
        misses(
            reasons.WRONG_VALUE,
            "metrics in otel: sent all that was accepted",
            "sent is 90 of 120 in otlp_http",
            difference=ALL,
        ),
    ),
    "failed": Case(
        check(accepted="> 0", failed="== 0"),
        (ACCEPTED + SENT + FAILED,),
        misses(
            reasons.WRONG_VALUE,
            "metrics in otel: accepted > 0, failed == 0",
            "failed is 30 in otlp_http",
            difference="accepted 120; sent 120 in debug, 90 in otlp_http; failed 30 in otlp_http; "
            "queue_size 3 in otlp_http",
        ),
    ),
    "never failed is not exposed": Case(
        check(accepted="> 0", failed="== 0"),
        (ACCEPTED + SENT,),
        holds("metrics in otel: accepted > 0, failed == 0", ALL),
    ),
    "a queue of another signal": Case(
        check(signal="logs", queue_size="== 9"),
        (SENT,),
        holds("logs in otel: queue_size == 9", "queue_size 9 in otlp_http"),
    ),
    "no such exporter": Case(
        check(exporter="kafka", sent="> 0"),
        (ACCEPTED + SENT,),
        misses(
            NO_TELEMETRY,
            "metrics in otel: sent > 0",
            "sent is not counted for exporter kafka",
            difference="accepted 120",
        ),
    ),
    "nothing at all": Case(
        check(sent="all"),
        ([],),
        misses(
            NO_TELEMETRY,
            "metrics in otel: sent all that was accepted",
            "no metrics of receivers and exporters",
            hint="is service.telemetry.metrics in its configuration on a port that other containers reach?",
        ),
    ),
    "nothing accepted is not all": Case(
        check(sent="all"),
        ([sample("exporter_sent_metric_points", 0, exporter="debug")],),
        misses(
            reasons.WRONG_VALUE,
            "metrics in otel: sent all that was accepted",
            "sent is 0 of 0 in debug",
            difference="sent 0 in debug",
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "say what must be true of accepted"),
        ({"failed": "== 0"}, "a Collector that got nothing passes too"),
        ({"accepted": "equals the load"}, "not requests"),
        ({"sent": "some"}, "'some' is not a condition"),
    ],
)
def test_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        CollectorExpectation.model_validate({"collector": "otel", **given})
