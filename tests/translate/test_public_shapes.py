"""Shapes of queries that published dashboards and rule files have, in words of our own, and what becomes of each."""

from __future__ import annotations

import pytest

from tests.translate.worlds import FASTAPI, HAND, MS, S, refusal, text, translated

COUNT_MS, COUNT_S = "http_server_duration_milliseconds_count", "http_server_request_duration_seconds_count"
EXTRA_MS = "http_host, http_scheme, http_flavor, http_server_name, net_host_port"


@pytest.mark.parametrize(
    ("query", "source", "target", "expected"),
    [
        # an anchored pattern ends in `$`, which is no variable
        (
            'sum (irate(http_requests_total{status=~"^4..$"}[1m]))',
            FASTAPI,
            S,
            f'sum (irate({COUNT_S}{{http_response_status_code=~"4.."}}[1m]))',
        ),
        # zero instead of nothing
        (
            '(100 * sum(rate(http_requests_total{status=~"5.."}[5m])) / '
            "clamp_min(sum(rate(http_requests_total[5m])), 1e-9)) or on() vector(0)",
            FASTAPI,
            MS,
            f'(100 * sum(rate({COUNT_MS}{{http_status_code=~"5.."}}[5m])) / clamp_min(sum(rate({COUNT_MS}[5m])), 1e-9))'
            " or on() vector(0)",
        ),
        # Apdex: the sum of two buckets
        (
            '(sum(rate(http_request_duration_seconds_bucket{le="0.1"}[5m])) + sum(rate('
            'http_request_duration_seconds_bucket{le="0.5"}[5m]))) / 2 / '
            "sum(rate(http_request_duration_seconds_count[5m]))",
            HAND,
            MS,
            '(sum(rate(http_server_duration_milliseconds_bucket{le="100"}[5m])) + sum(rate('
            f'http_server_duration_milliseconds_bucket{{le="500"}}[5m]))) / 2 / sum(rate({COUNT_MS}[5m]))',
        ),
        # milliseconds made of seconds, and of milliseconds again
        (
            "sum(rate(http_request_duration_seconds_sum[1m])) / "
            "sum(rate(http_request_duration_seconds_count[1m])) * 1000",
            HAND,
            MS,
            f"(sum(rate(http_server_duration_milliseconds_sum[1m])) / sum(rate({COUNT_MS}[1m])) * 1000) / 1000",
        ),
        # a mean by series
        (
            'http_request_duration_seconds_sum{handler!="none"} / http_request_duration_seconds_count',
            FASTAPI,
            HAND,
            'http_request_duration_seconds_sum{path!="unmatched"} / http_request_duration_seconds_count',
        ),
        # a share of a bucket, matched without `le`
        (
            'increase(http_request_duration_seconds_bucket{le="0.1"}[1m]) / ignoring (le) '
            "increase(http_request_duration_seconds_count[1m])",
            FASTAPI,
            HAND,
            'increase(http_request_duration_seconds_bucket{le="0.1"}[1m]) / ignoring (le) '
            "increase(http_request_duration_seconds_count[1m])",
        ),
        # a label made of others, after a rounding
        (
            'sum by (what) (label_join(ceil(increase(http_requests_total[1h])), "what", " ", "method", "path"))',
            HAND,
            MS,
            f"sum by (what) (label_join(ceil(sum without ({EXTRA_MS}) (increase({COUNT_MS}[1h]))), "
            '"what", " ", "http_method", "http_target"))',
        ),
        (
            "topk(3, sum(rate(http_requests_total[5m])) by (handler))",
            FASTAPI,
            S,
            f"topk(3, sum(rate({COUNT_S}[5m])) by (http_route))",
        ),
        # a multiplication on the left
        (
            "1000 * histogram_quantile(0.9, sum(rate(http_request_duration_highr_seconds_bucket[5m])) by (le))",
            FASTAPI,
            S,
            "1000 * histogram_quantile(0.9, sum(rate(http_server_request_duration_seconds_bucket[5m])) by (le))",
        ),
    ],
)
def test_translated(query: str, source: str, target: str, expected: str) -> None:
    assert text(query, source, target) == expected


@pytest.mark.parametrize(
    ("query", "source", "target", "why"),
    [
        # written for another instrumentation that uses the same metric names
        ('sum(rate(http_requests_total{status_code=~"5.."}[5m]))', HAND, MS, "has no label 'status_code'"),
        ("sum(rate(http_requests_total[1m])) by (method, path)", FASTAPI, MS, "has the label 'path'"),
        ("sum by (http_route) (rate(http_server_duration_milliseconds_count[5m]))", MS, HAND, "the label 'http_route'"),
        ('sum(rate(http_request_duration_seconds_count{status!~"2.."}[1m]))', FASTAPI, MS, "has no label 'status'"),
        # a promoted resource attribute, which client libraries do not have
        ('sum(rate(http_server_duration_milliseconds_count{service_name="a"}[5m]))', MS, FASTAPI, "'service_name'"),
        # an attribute that only the stable conventions have
        ('sum(increase(http_server_request_duration_seconds_count{error_type!=""}[1h]))', S, MS, "'error_type'"),
        ('max(up{job="api"})', HAND, MS, "nothing is scraped"),
    ],
)
def test_refused(query: str, source: str, target: str, why: str) -> None:
    assert why in refusal(query, source, target)


@pytest.mark.parametrize(
    "query",
    [
        'sum(rate(pizza_http_requests_total{status=~"5.."}[5m])) by (path)',
        "sum(fastapi_requests_in_progress)",
        "http_requests_inprogress",
        "rate(http_server_requests_seconds_count[5m])",
    ],
)
def test_only_looks_like_it(query: str) -> None:
    found = translated(query, HAND, MS)
    assert (found.text, found.refused, len(found.left)) == (query, "", 1)
