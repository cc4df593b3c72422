"""Queries of Grafana, from the request to the judgement, against answers of a real one (recorded/grafana-12.4.0)."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from lab.backends.observing import Backends
from lab.dashboards.panel_queries import PanelQuery
from lab.expectations.dashboard import DashboardExpectation
from lab.expectations.datasource import DatasourceExpectation
from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check
from lab.expectations.panels import PanelsCheck
from lab.language import reasons
from lab.language.reasons import Reason
from lab.queries.answer import Answer
from lab.queries.grafana import GrafanaDashboard, GrafanaDatasource, GrafanaQuery
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement, Status
from tests.backends.grafana_replay import LOGIN_REFUSED, PASSWORD, GrafanaReplay, recorded
from tests.backends.small_backend import Reply, SmallBackend

NOW = 1795232785.25
MOMENT = EvalContext(NOW, NOW - 60, NOW - 995)


def range_query(query: str, uid: str = "prom", start: float = NOW - 995, end: float = NOW) -> GrafanaQuery:
    return GrafanaQuery(ref="A", type="prometheus", uid=uid, query=query, start=start, end=end, step=5.0)


def observe(url: str, query: Query) -> Observation:
    return Backends(lambda role: url, lambda: NOW, lambda service, port: None).observe(query)


def answer_of(query: Query, login: str | None = None) -> Answer:
    with GrafanaReplay() as replay:
        url = replay.url() if login is None else replay.url(login)
        observation = observe(url, query)
        return Answer(
            json=observation.answer, error=observation.error.replace(replay.bare, "URL"), refused=observation.refused
        )


def judge(spec: Check) -> Judgement:
    # The recordings are of queries with a step of 5 s.
    queries = [
        query.model_copy(update={"step": 5.0} if query.kind == "grafana-query" else {})
        for query in spec.queries(MOMENT)
    ]
    with GrafanaReplay() as replay:
        return spec.judge(tuple(observe(replay.url(), query) for query in queries), MOMENT)


ANSWERS: dict[str, tuple[Query, Answer]] = {
    "a data source, with its health": (
        GrafanaDatasource(uid="prom"),
        Answer(
            json={
                "settings": recorded("04-datasource-by-uid"),
                "health": recorded("05-datasource-health-prometheus-ok"),
            }
        ),
    ),
    "a data source that is not there": (
        GrafanaDatasource(uid="nope"),
        Answer(json={"settings": recorded("04b-datasource-by-uid-missing"), "health": None}),
    ),
    "a dashboard": (GrafanaDashboard(uid="lab-demo"), Answer(json=recorded("07-dashboard-by-uid"))),
    "a dashboard that is not there": (
        GrafanaDashboard(uid="does-not-exist"),
        Answer(json=recorded("07b-dashboard-by-uid-missing")),
    ),
    "a query with data": (range_query("up"), Answer(json=recorded("10-query-range-data")["results"]["A"])),
    "the default data source": (range_query("up", ""), Answer(json=recorded("10-query-range-data")["results"]["A"])),
    "a query without data": (
        range_query("no_such_metric_at_all"),
        Answer(json=recorded("11-query-no-data-range")["results"]["A"]),
    ),
    "a window before any sample": (
        range_query("up", start=1600000000, end=1600000300),
        Answer(json=recorded("11c-query-no-data-old-window")["results"]["A"]),
    ),
    "a variable without its value matches nothing": (
        range_query('up{job="$job"}'),
        Answer(json=recorded("12d-query-unresolved-variable")["results"]["A"]),
    ),
    "a query that does not parse": (
        range_query("sum(up"),
        Answer(error='bad_data: invalid parameter "query": 1:7: parse error: unclosed left parenthesis', refused=True),
    ),
    "a range without its value": (
        range_query("rate(up[$window])"),
        Answer(
            error='bad_data: invalid parameter "query": 1:9: parse error: unexpected character in duration '
            "expression: '$'",
            refused=True,
        ),
    ),
    "a data source that is down may come back": (
        range_query("up", "promdown"),
        Answer(
            error="Grafana cannot reach its data source promdown: "
            'Post "http://127.0.0.1:19999/api/v1/query_range": dial tcp 127.0.0.1:19999: connect: connection refused'
        ),
    ),
    "an unknown data source": (
        range_query("up", "nope"),
        Answer(error="Data source not found: 'nope'", refused=True),
    ),
    "no data source of that type": (
        GrafanaQuery(ref="A", type="influxdb", uid="", query="x", start=0, end=1, step=1),
        Answer(
            error="Grafana has no data source of type 'influxdb'; it has: am (alertmanager), jaeger (jaeger), "
            "loki (loki), promdown (prometheus), prom (prometheus), tempo (tempo)",
            refused=True,
        ),
    ),
}


@pytest.mark.parametrize(("query", "answer"), ANSWERS.values(), ids=ANSWERS)
def test_grafana_answer(query: Query, answer: Answer) -> None:
    assert answer_of(query) == answer


QUERIES: tuple[Query, ...] = (
    GrafanaDatasource(uid="prom"),
    GrafanaDashboard(uid="lab-demo"),
    range_query("up"),
    range_query("up", ""),
)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.kind)
def test_grafana_wrong_password(query: Query) -> None:
    assert answer_of(query, "admin:secret") == Answer(error=LOGIN_REFUSED)


def test_grafana_without_a_login() -> None:
    assert answer_of(range_query("up"), "") == Answer(
        error=LOGIN_REFUSED.replace("Invalid username or password", "Unauthorized")
    )


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.kind)
def test_grafana_errors_hide_the_password(query: Query) -> None:
    replies = [Reply(status, text) for status in (200, 302, 400, 404, 500, 503) for text in ("", "<html>", "{}", "[]")]
    for reply in replies:
        with SmallBackend(reply) as backend:
            url = backend.url.replace("://", "://admin:hush@")
            observation = observe(url, query)
        assert "hush" not in observation.model_dump_json()
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://admin:hush@127.0.0.1:{bound.getsockname()[1]}"
        error = observe(url, query).error
    assert "hush" not in error
    assert error.startswith("http://127.0.0.1:")
    assert error.endswith("does not answer: [Errno 111] Connection refused")


def test_grafana_query_requests() -> None:
    with GrafanaReplay() as replay:
        observe(
            replay.url(), GrafanaQuery(ref="B", type="loki", uid="", query='{a=~".+"}', start=100, end=103.5, step=1)
        )
        assert replay.asked == [
            ("GET", "/api/datasources", None),
            (
                "POST",
                "/api/ds/query",
                {
                    "from": "100000",
                    "to": "103500",
                    "queries": [
                        {
                            "refId": "B",
                            "datasource": {"type": "loki", "uid": "loki"},
                            "expr": '{a=~".+"}',
                            "intervalMs": 1000,
                            "maxDataPoints": 5,
                            "queryType": "range",
                            "maxLines": 1000,
                        }
                    ],
                },
            ),
        ]


def test_grafana_dashboard_quotes_the_uid() -> None:
    with GrafanaReplay() as replay:
        observe(replay.url(), GrafanaDashboard(uid="a/../b?c"))
        assert replay.asked == [("GET", "/api/dashboards/uid/a%2F..%2Fb%3Fc", None)]


PARSE = "parse error at line 1, col 2: syntax error: unexpected $end"


@pytest.mark.parametrize(
    ("status", "error", "refused"),
    [
        pytest.param(400, "bad", True, id="a bad query"),
        pytest.param(422, "too many samples", True, id="a query that cannot be evaluated"),
        pytest.param(429, "too many requests", False, id="too many at once"),
        pytest.param(500, PARSE, True, id="LogQL that does not parse"),
        pytest.param(504, "timed out", False, id="too slow"),
    ],
)
def test_grafana_query_refused(status: int, error: str, refused: bool) -> None:
    """Only Prometheus' 400 and 502 were recorded; the others are what the data sources' own APIs are known to give."""
    reply = Reply(400, json.dumps({"results": {"A": {"status": status, "error": error, "frames": []}}}))
    with SmallBackend(reply) as backend:
        observation = observe(backend.url, range_query("up"))
        assert (observation.answer, observation.error, observation.refused) == (None, error, refused)


@pytest.mark.parametrize(
    ("status", "error", "refused"),
    [
        pytest.param(
            502, "Post: dial tcp 127.0.0.1:19999: connect: connection refused", False, id="Prometheus is down"
        ),
        pytest.param(502, "Post: dial tcp: lookup nobody: no such host", True, id="nobody has that name"),
        pytest.param(500, "Get: dial tcp: lookup loki: no such host", True, id="Loki has another name"),
    ],
)
def test_grafana_query_of_a_data_source_that_cannot_be_reached_says_so(status: int, error: str, refused: bool) -> None:
    reply = Reply(400, json.dumps({"results": {"A": {"status": status, "error": error, "frames": []}}}))
    with SmallBackend(reply) as backend:
        observation = observe(backend.url, range_query("up"))
        assert observation.error == f"Grafana cannot reach its data source prom: {error}"
        assert observation.refused == refused


def datasource(uid: str = "prom", **more: Any) -> DatasourceExpectation:
    return DatasourceExpectation.model_validate({"datasource": uid, **more})


def dashboard(uid: str = "lab-demo", **more: Any) -> DashboardExpectation:
    return DashboardExpectation.model_validate({"dashboard": uid, **more})


def panels(*queries: str, uid: str = "prom") -> PanelsCheck:
    panel_queries = tuple(PanelQuery(f"P{index}", "A", query, uid=uid) for index, query in enumerate(queries, 1))
    return PanelsCheck("d.json", panel_queries, "grafana")


JUDGED: dict[str, tuple[Check, Status, Reason | None]] = {
    "healthy": (datasource(type="prometheus", read_only=True, healthy=True), Status.PASSED, None),
    "its Prometheus is down": (datasource("promdown", healthy=True), Status.FAILED, reasons.WRONG_VALUE),
    "and that is expected": (datasource("promdown", healthy=False), Status.PASSED, None),
    "its Loki is down": (datasource("loki", healthy=False, type="loki"), Status.PASSED, None),
    "what Grafana cannot check": (datasource("am", healthy=False), Status.FAILED, reasons.WRONG_VALUE),
    "no such data source": (datasource("nope"), Status.FAILED, reasons.NOT_THERE),
    "provisioned": (
        dashboard(title="Lab demo", folder="Lab", provisioned=True, panels=2, uses="prom"),
        Status.PASSED,
        None,
    ),
    "imported": (
        dashboard("imported-1", folder="General", provisioned=False, panels=1, uses="prom"),
        Status.PASSED,
        None,
    ),
    "no such dashboard": (dashboard("does-not-exist"), Status.FAILED, reasons.NOT_THERE),
    "panels with data": (panels("up", "up"), Status.PASSED, None),
    "panels of the default data source": (panels("up", uid=""), Status.PASSED, None),
    "a panel without data": (panels("up", "no_such_metric_at_all"), Status.FAILED, reasons.NO_DATA),
    "a variable without a value": (panels('up{job="$job"}'), Status.FAILED, reasons.NO_DATA),
    "a bad query": (panels("up", "sum(up"), Status.FAILED, reasons.QUERY_ERROR),
    "a data source that is down": (panels("up", uid="promdown"), Status.UNDECIDED, reasons.NOT_OBSERVED),
    "an unknown data source": (panels("up", uid="nope"), Status.FAILED, reasons.QUERY_ERROR),
}


@pytest.mark.parametrize(("spec", "status", "reason"), JUDGED.values(), ids=JUDGED)
def test_grafana_judgement(spec: Check, status: Status, reason: Reason | None) -> None:
    judgement = judge(spec)
    assert (judgement.status, judgement.reason) == (status, reason)


def test_grafana_foreign_answer() -> None:
    error = answer_of(range_query("something else")).error
    assert error.startswith("URL/api/ds/query answered 599")
    assert PASSWORD not in error
