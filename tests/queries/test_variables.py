"""What a query variable asks: of its data source, and through Grafana."""

from __future__ import annotations

from typing import Any

import pytest

from lab.queries.answer import Answer, Reply
from lab.queries.variables import VariableQuery
from tests.backends.grafana_replay import recorded

LABELS = VariableQuery(name="job", source="prometheus", path="label/job/values", start=1.0, end=2.0)


class FakeClient:
    def __init__(self, *replies: Any) -> None:
        self.replies, self.sent = list(replies), []  # type: ignore[var-annotated]

    def role(self, role: str) -> FakeClient:
        self.sent.append(role)
        return self

    def get(self, path: str, params: Any = None) -> Any:
        self.sent.append((path, params))
        return self.replies.pop(0)

    def request(self, method: str, path: str, json: Any = None, params: Any = None) -> Any:
        self.sent.append((method, path, params))
        return self.replies.pop(0)


def ask(query: VariableQuery, *replies: Any) -> tuple[Answer, list[Any]]:
    client = FakeClient(*replies)
    return query.send(client, 3.0), client.sent  # type: ignore[arg-type]


def test_send_to_prometheus() -> None:
    answer, sent = ask(LABELS, Answer(json={"status": "success", "data": ["a"]}))

    assert answer.json == ["a"]
    assert sent == ["prometheus", ("/api/v1/label/job/values", {"start": "1.000", "end": "2.000"})]


def test_send_a_query_for_now() -> None:
    query = LABELS.model_copy(update={"path": "query", "params": (("query", "up"),)})
    _, sent = ask(query, Answer(json={"data": {}}))

    assert sent[1] == ("/api/v1/query", {"query": "up", "time": 3.0})


def test_send_to_loki_without_labels() -> None:
    answer, sent = ask(LABELS.model_copy(update={"source": "loki"}), Answer(json={"status": "success"}))

    assert answer.json == []
    assert sent[1][0] == "/loki/api/v1/label/job/values"


def test_send_through_grafana() -> None:
    body = recorded("14-proxy-query")
    query = LABELS.model_copy(
        update={"path": "query", "params": (("query", "up"),), "through_grafana": True, "uid": "prom"}
    )
    answer, sent = ask(query, Reply("url", 200, "", body))

    assert query.roles() == ("grafana",)
    assert answer.json == body["data"]
    assert sent[1][:2] == ("GET", "/api/datasources/proxy/uid/prom/api/v1/query")


@pytest.mark.parametrize(
    ("uid", "used"),
    [("prom", "prom"), ("Prometheus", "prom"), ("elsewhere", "prom"), ("", "prom"), ("promdown", "promdown")],
)
def test_send_through_grafana_to_the_preferred_data_source(uid: str, used: str) -> None:
    sources = Reply("url", 200, "", recorded("03-datasources"))
    query = LABELS.model_copy(update={"through_grafana": True, "uid": uid, "preferred": True})
    _, sent = ask(query, sources, Reply("url", 200, "", {"data": []}))

    assert sent[2][1] == f"/api/datasources/proxy/uid/{used}/api/v1/label/job/values"


def test_send_refused() -> None:
    query = LABELS.model_copy(update={"through_grafana": True, "uid": "prom"})
    answer, _ = ask(query, Reply("url", 400, "", {"error": "parse error"}))

    assert (answer.error, answer.refused) == ("parse error", True)


def test_describe() -> None:
    query = LABELS.model_copy(update={"params": (("match[]", "up"),)})
    assert query.describe(0.0) == ("values of $job from 1.0 s to 2.0 s", "label/job/values match[]=up")
