"""Queries to the Prometheus of a side, as it answers them over HTTP."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from lab.comparison.config import APPENDED, Counter
from lab.comparison.measure.prom_queries import HEAD_SERIES, PromQueries
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


def test_count_is_the_sum_of_all_series_with_these_labels() -> None:
    with SmallBackend(vector(*REQUESTS)) as prometheus:
        assert queries_at(prometheus.url).count() == 9.0
        assert queries_at(prometheus.url).count(method="POST", route="/api/orders") == 9.0
    assert [query for _, query in prometheus.asked] == [
        {"query": ['sum(http_requests_total{job="api"})']},
        {"query": ['sum(http_requests_total{job="api",method="POST",path="/api/orders"})']},
    ]


SAMPLES = (
    ({"job": "api", "method": "GET", "path": "/a", "status": "200"}, ["5", "7", "3"]),
    ({"job": "api", "method": "GET", "path": "/a", "status": "500"}, ["2"]),
)


@pytest.mark.parametrize(("counter", "count"), [("converted", 10.0), ("delta", 15.0)])
def test_count_and_counts_from_raw_samples(counter: Counter, count: float) -> None:
    result = [{"metric": labels, "values": [[i, v] for i, v in enumerate(values)]} for labels, values in SAMPLES]
    reply = Reply(200, json.dumps({"status": "success", "data": {"resultType": "matrix", "result": result}}))
    with SmallBackend(reply) as prometheus:
        queries = replace(queries_at(prometheus.url), counter=counter)
        assert queries.count() == count + 2
        assert queries.counts() == {("GET", "/a", "200"): count, ("GET", "/a", "500"): 2.0}
    assert prometheus.asked[0][1] == {"query": ['http_requests_total{job="api"}[1h]']}


@pytest.mark.parametrize("counter", ["cumulative", "converted", "delta"])
def test_count_without_data(counter: Counter) -> None:
    queries = replace(queries_at("http://127.0.0.1:9"), counter=counter)

    assert queries.count() is None
    assert queries.counts() == {}


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


def test_self_metrics_of_another_store() -> None:
    side = side_of("thanos-vs-cortex-vs-victoria", "cortex")
    with SmallBackend(Reply(200, "cortex_ingester_ingested_samples_total 9\n")) as cortex:
        assert queries_of(side, lab_at(cortex.url, side)).self_metrics() == {APPENDED: 9.0}
    assert cortex.asked == [("/metrics", {})]


def test_storage_is_not_always_what_is_queried() -> None:
    side = side_of("thanos-vs-cortex-vs-victoria", "thanos")
    queries = queries_of(side, lab_at("http://127.0.0.1:1", side))

    assert queries.storage is not None and queries.storage.name == "receive"
    assert queries.queried is not None and queries.queried.name == "query"


def test_folder_bytes() -> None:
    side = side_of("thanos-vs-cortex-vs-victoria", "thanos")
    lab = lab_at("http://127.0.0.1:1", side)
    asked = []
    project: Any = lab.running
    project.folder_bytes = lambda service, folder: asked.append((service, folder)) or 4096

    assert queries_of(side, lab).folder_bytes() == 4096
    assert asked == [("receive", "/var/thanos/receive")]
    assert queries_at("http://127.0.0.1:1").folder_bytes() is None
