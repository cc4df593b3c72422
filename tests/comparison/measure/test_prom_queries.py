"""Queries to the Prometheus of a side, as it answers them over HTTP."""

from __future__ import annotations

import json

import pytest

from lab.comparison.measure.prom_queries import APPENDED, HEAD_SERIES, PromQueries
from lab.comparison.measure.side_setup import queries_of
from tests.backends.small_backend import Reply, SmallBackend
from tests.comparison.measure.simulation import lab_at, side_of

PULL = side_of("pull-vs-push", "pull")
REQUESTS = (
    ({"job": "api", "method": "GET", "path": "/a", "status": "200"}, "7"),
    ({"job": "api", "method": "GET", "path": "/a", "status": "500"}, "2"),
)


def vector(*series: tuple[dict[str, str], str]) -> Reply:
    result = [{"metric": labels, "value": [100, value]} for labels, value in series]
    return Reply(200, json.dumps({"status": "success", "data": {"resultType": "vector", "result": result}}))


def queries_at(url: str) -> PromQueries:
    return queries_of(PULL, lab_at(url, PULL))


def test_value_is_the_sum_of_all_series() -> None:
    with SmallBackend(vector(*REQUESTS)) as prometheus:
        assert queries_at(prometheus.url).value("http_requests_total") == 9
    assert prometheus.asked == [("/api/v1/query", {"query": ["http_requests_total"]})]


@pytest.mark.parametrize("reply", [vector(), Reply(503, "not ready"), Reply(200, "{}")])
def test_value_without_data(reply: Reply) -> None:
    with SmallBackend(reply) as prometheus:
        assert queries_at(prometheus.url).value("http_requests_total") is None


def test_value_when_nothing_listens() -> None:
    assert queries_at("http://127.0.0.1:9").value("http_requests_total") is None


def test_count_query() -> None:
    queries = queries_at("http://127.0.0.1:9")
    assert queries.count_query() == 'sum(http_requests_total{job="api"})'
    assert queries.count_query(method="POST", route="/api/orders") == (
        'sum(http_requests_total{job="api",method="POST",path="/api/orders"})'
    )


def test_counts_by_the_labels_of_a_load() -> None:
    with SmallBackend(vector(*REQUESTS)) as prometheus:
        queries = queries_at(prometheus.url)
        assert queries.count_labels == ("method", "route", "status")
        assert queries.counts() == {("GET", "/a", "200"): 7.0, ("GET", "/a", "500"): 2.0}


def test_sample_times_of_all_series() -> None:
    result = [{"metric": {}, "values": [[1.5, "1"], [2.5, "2"]]}, {"metric": {"a": "b"}, "values": [[2.0, "1"]]}]
    reply = Reply(200, json.dumps({"status": "success", "data": {"resultType": "matrix", "result": result}}))
    with SmallBackend(reply) as prometheus:
        assert queries_at(prometheus.url).sample_times(20) == [1.5, 2.0, 2.5]
    assert prometheus.asked[0][1] == {"query": ['http_requests_total{job="api"}[20s]']}


def test_self_metrics() -> None:
    text = f"# TYPE x counter\n{HEAD_SERIES} 812\n{APPENDED} 9\nother 1\n"
    with SmallBackend(Reply(200, text)) as prometheus:
        assert queries_at(prometheus.url).self_metrics() == {HEAD_SERIES: 812.0, APPENDED: 9.0}
    with SmallBackend(Reply(500, "")) as prometheus:
        assert queries_at(prometheus.url).self_metrics() == {}
