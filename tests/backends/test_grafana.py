"""Grafana, from the request to the judgement, against what a real one answered (recorded/grafana-12.4.0)."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from lab.backends import grafana
from lab.backends.observing import Backends
from lab.dashboards.panel_queries import PanelQuery
from lab.expectations.base import Check
from lab.expectations.dashboard import DashboardExpectation
from lab.expectations.datasource import DatasourceExpectation
from lab.expectations.eval_context import EvalContext
from lab.expectations.panels import PanelsCheck
from lab.language import reasons
from lab.language.reasons import Reason
from lab.queries.answer import Answer
from lab.queries.grafana import GrafanaDashboard, GrafanaDatasource, GrafanaQuery
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement, Status
from tests.backends.grafana_replay import PASSWORD, REQUESTS, GrafanaReplay, recorded
from tests.backends.small_backend import Reply, SmallBackend

NOW = 1795232785.25
MOMENT = EvalContext(NOW, NOW - 60, NOW - 995)
IMPORTED = next(each["body"]["dashboard"] for each in REQUESTS if each["file"] == "20-import-ok.json")
INPUTS = {"DS_PROMETHEUS": "prom"}
LOGIN = (
    "Grafana does not accept lab's login (Invalid username or password): 'login' in its component.yaml must equal "
    "GF_SECURITY_ADMIN_USER and GF_SECURITY_ADMIN_PASSWORD"
)


def asked(query: str, uid: str = "prom", start: float = NOW - 995, end: float = NOW) -> GrafanaQuery:
    return GrafanaQuery(ref="A", type="prometheus", uid=uid, query=query, start=start, end=end, step=5.0)


def observe(url: str, ask: Query) -> Observation:
    return Backends(lambda role: url, lambda: NOW, lambda service, port: None).observe(ask)


def said(ask: Query, login: str | None = None) -> Answer:
    with GrafanaReplay() as replay:
        url = replay.url() if login is None else replay.url(login)
        found = observe(url, ask)
        return Answer(json=found.answer, error=found.error.replace(replay.bare, "URL"), refused=found.refused)


def judged(spec: Check) -> Judgement:
    # The recorded queries were asked with a point every 5 s.
    queries = [
        query.model_copy(update={"step": 5.0} if query.kind == "grafana-query" else {})
        for query in spec.queries(MOMENT)
    ]
    with GrafanaReplay() as replay:
        return spec.judge(tuple(observe(replay.url(), query) for query in queries), MOMENT)


SAID: dict[str, tuple[Query, Answer]] = {
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
    "a query with data": (asked("up"), Answer(json=recorded("10-query-range-data")["results"]["A"])),
    "the default data source": (asked("up", ""), Answer(json=recorded("10-query-range-data")["results"]["A"])),
    "a query without data": (
        asked("no_such_metric_at_all"),
        Answer(json=recorded("11-query-no-data-range")["results"]["A"]),
    ),
    "a window before any sample": (
        asked("up", start=1600000000, end=1600000300),
        Answer(json=recorded("11c-query-no-data-old-window")["results"]["A"]),
    ),
    "a variable without its value matches nothing": (
        asked('up{job="$job"}'),
        Answer(json=recorded("12d-query-unresolved-variable")["results"]["A"]),
    ),
    "a query that does not parse": (
        asked("sum(up"),
        Answer(error='bad_data: invalid parameter "query": 1:7: parse error: unclosed left parenthesis', refused=True),
    ),
    "a range without its value": (
        asked("rate(up[$window])"),
        Answer(
            error='bad_data: invalid parameter "query": 1:9: parse error: unexpected character in duration '
            "expression: '$'",
            refused=True,
        ),
    ),
    "a data source that is down may come back": (
        asked("up", "promdown"),
        Answer(
            error='Post "http://127.0.0.1:19999/api/v1/query_range": dial tcp 127.0.0.1:19999: '
            "connect: connection refused"
        ),
    ),
    "an unknown data source": (asked("up", "nope"), Answer(error="Data source not found: 'nope'", refused=True)),
    "no data source of that type": (
        GrafanaQuery(ref="A", type="influxdb", uid="", query="x", start=0, end=1, step=1),
        Answer(
            error="Grafana has no data source of type 'influxdb'; it has: am (alertmanager), jaeger (jaeger), "
            "loki (loki), promdown (prometheus), prom (prometheus), tempo (tempo)",
            refused=True,
        ),
    ),
}


@pytest.mark.parametrize(("ask", "answer"), SAID.values(), ids=SAID)
def test_an_answer_is_brought_back_as_it_came(ask: Query, answer: Answer) -> None:
    assert said(ask) == answer


ASKS: tuple[Query, ...] = (
    GrafanaDatasource(uid="prom"),
    GrafanaDashboard(uid="lab-demo"),
    asked("up"),
    asked("up", ""),
)


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.kind)
def test_a_wrong_password_is_said_and_not_shown(ask: Query) -> None:
    assert said(ask, "admin:secret") == Answer(error=LOGIN)


def test_no_login_at_all() -> None:
    assert said(asked("up"), "") == Answer(error=LOGIN.replace("Invalid username or password", "Unauthorized"))


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.kind)
def test_no_error_shows_the_password(ask: Query) -> None:
    replies = [Reply(status, text) for status in (200, 302, 400, 404, 500, 503) for text in ("", "<html>", "{}", "[]")]
    for reply in replies:
        with SmallBackend(reply) as backend:
            url = backend.url.replace("://", "://admin:hush@")
            found = observe(url, ask)
        assert "hush" not in found.model_dump_json()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://admin:hush@127.0.0.1:{taken.getsockname()[1]}"
        error = observe(url, ask).error
    assert "hush" not in error
    assert error.startswith("http://127.0.0.1:")
    assert error.endswith("does not answer: [Errno 111] Connection refused")


def test_what_is_asked_over_the_wire() -> None:
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


def test_a_uid_is_one_step_of_a_path() -> None:
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
        pytest.param(500, "dial tcp: lookup loki: no such host", False, id="Loki is down"),
        pytest.param(502, "connection refused", False, id="Prometheus is down"),
        pytest.param(504, "timed out", False, id="too slow"),
    ],
)
def test_what_is_worth_asking_again(status: int, error: str, refused: bool) -> None:
    """Only Prometheus' 400 and 502 were recorded; the others are what the data sources' own APIs are known to give."""
    reply = Reply(400, json.dumps({"results": {"A": {"status": status, "error": error, "frames": []}}}))
    with SmallBackend(reply) as backend:
        found = observe(backend.url, asked("up"))
        assert (found.answer, found.error, found.refused) == (None, error, refused)


IMPORTS = {
    "imported": (IMPORTED, INPUTS, Answer(json=recorded("20-import-ok"))),
    "imported again": (IMPORTED, INPUTS, Answer(json=recorded("20c-import-again-no-overwrite"))),
    "an input is missing": (
        {**IMPORTED, "uid": "imported-2", "title": "Imported demo 2"},
        {},
        Answer(error="dashboard import failed: missing dashboard input variable DS_PROMETHEUS", refused=True),
    ),
    "an input it does not have": (
        IMPORTED,
        {"DS_LOKI": "loki"},
        Answer(error="the dashboard has no input DS_LOKI; it has: DS_PROMETHEUS", refused=True),
    ),
}


@pytest.mark.parametrize(("dashboard", "inputs", "answer"), IMPORTS.values(), ids=IMPORTS)
def test_imports(dashboard: dict[str, Any], inputs: dict[str, str], answer: Answer) -> None:
    with GrafanaReplay() as replay:
        assert grafana.import_dashboard(replay.url(), dashboard, inputs) == answer
        assert grafana.import_dashboard(replay.url("admin:secret"), dashboard, {}) == Answer(error=LOGIN)


def test_a_constant_has_a_value_of_its_own() -> None:
    declared = [{"name": "A", "type": "constant", "value": "1"}, {"name": "B", "type": "constant", "value": "2"}]
    with GrafanaReplay() as replay:
        grafana.import_dashboard(replay.url(), {"__inputs": declared}, {"B": "3"})
        assert replay.asked[0][2]["inputs"] == [
            {"name": "A", "type": "constant", "pluginId": "", "value": "1"},
            {"name": "B", "type": "constant", "pluginId": "", "value": "3"},
        ]


def test_inputs_that_are_none_need_no_values() -> None:
    with GrafanaReplay() as replay:
        grafana.import_dashboard(replay.url(), {"__inputs": None}, {})
        assert replay.asked[0][2]["inputs"] == []


def datasource(uid: str = "prom", **more: Any) -> DatasourceExpectation:
    return DatasourceExpectation.model_validate({"datasource": uid, **more})


def dashboard(uid: str = "lab-demo", **more: Any) -> DashboardExpectation:
    return DashboardExpectation.model_validate({"dashboard": uid, **more})


def panels(*queries: str, uid: str = "prom") -> PanelsCheck:
    asked = tuple(PanelQuery(f"P{index}", "A", query, uid=uid) for index, query in enumerate(queries, 1))
    return PanelsCheck("d.json", asked, "grafana")


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
    "a variable nobody filled": (panels('up{job="$job"}'), Status.FAILED, reasons.NO_DATA),
    "a bad query": (panels("up", "sum(up"), Status.FAILED, reasons.QUERY_ERROR),
    "a data source that is down": (panels("up", uid="promdown"), Status.UNDECIDED, reasons.NOT_OBSERVED),
    "an unknown data source": (panels("up", uid="nope"), Status.FAILED, reasons.QUERY_ERROR),
}


@pytest.mark.parametrize(("spec", "status", "reason"), JUDGED.values(), ids=JUDGED)
def test_from_the_request_to_the_judgement(spec: Check, status: Status, reason: Reason | None) -> None:
    judgement = judged(spec)
    assert (judgement.status, judgement.reason) == (status, reason)


def test_what_was_not_recorded_is_no_answer_of_grafanas() -> None:
    error = said(asked("something else")).error
    assert error.startswith("URL/api/ds/query answered 599")
    assert PASSWORD not in error
