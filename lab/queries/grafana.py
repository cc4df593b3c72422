"""Queries of Grafana's HTTP API (as of 12.4): data sources with their health, dashboards, the query of a panel.

What does not exist is an answer of Grafana's too; whether it should exist is for the expectation to judge.
"""

from __future__ import annotations

import math
from typing import Any, Literal
from urllib.parse import quote

from lab.queries.answer import Answer, Reply, Shape, bad_reply, reads_answer_of
from lab.queries.query import Client, Clients, Description, Query, steps

ROLE = "grafana"
BACKEND = "Grafana"
_NOT_FOUND = ("Data source not found", "Dashboard not found")
_LATER = (408, 429)  # of the 4xx: the same may be answered next time
_LINES = 1000  # of a log query, as the browser asks
_LOGIN = "'login' in its component.yaml must be what GF_SECURITY_ADMIN_USER and GF_SECURITY_ADMIN_PASSWORD say"


class FoundDatasource(Shape):
    """`settings` without a uid, and no health, when there is no such data source."""

    settings: dict[str, Any]
    health: dict[str, Any] | None


class GrafanaDatasource(Query):
    """The settings of a data source, and what its health check says."""

    kind: Literal["datasource"] = "datasource"
    role = ROLE
    uid: str

    def send(self, clients: Clients, at: float) -> Answer:
        client = clients.role(ROLE)
        path = f"/api/datasources/uid/{quote(self.uid, safe='')}"
        settings = request(client, "GET", path)
        if isinstance(settings, Answer):
            return settings
        if _not_found(settings):
            return Answer(json={"settings": settings.json, "health": None})
        if settings.status != 200 or not has_key(settings, "uid"):
            return bad_reply(settings)
        health = request(client, "GET", f"{path}/health")
        if isinstance(health, Answer):
            return health
        # 400: it is not healthy. 500: there is nothing in Grafana that could check it.
        if health.status not in (200, 400, 500) or not has_key(health, "message"):
            return bad_reply(health)
        return Answer(json={"settings": settings.json, "health": health.json})

    def describe(self, zero: float) -> Description:
        return Description("Grafana's data source", self.uid)

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> FoundDatasource:
        return FoundDatasource.model_validate(answer)


class FoundDashboard(Shape):
    """`dashboard` and `meta` are None when there is no such dashboard; `message` then says so."""

    dashboard: dict[str, Any] | None = None
    meta: dict[str, Any] | None = None
    message: str = "nothing"


class GrafanaDashboard(Query):
    """A dashboard as Grafana has it."""

    kind: Literal["dashboard"] = "dashboard"
    role = ROLE
    uid: str

    def send(self, clients: Clients, at: float) -> Answer:
        reply = request(clients.role(ROLE), "GET", f"/api/dashboards/uid/{quote(self.uid, safe='')}")
        if isinstance(reply, Answer):
            return reply
        if _not_found(reply) or (reply.status == 200 and has_key(reply, "dashboard") and has_key(reply, "meta")):
            return Answer(json=reply.json)
        return bad_reply(reply)

    def describe(self, zero: float) -> Description:
        return Description("Grafana's dashboard", self.uid)

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> FoundDashboard:
        return FoundDashboard.model_validate(answer)


class GrafanaQuery(Query):
    """A panel's query, asked of Grafana as a browser would: from `start` to `end`, a point every `step` seconds.

    Variables must have their values: Grafana's back end leaves that to the browser.
    """

    kind: Literal["grafana-query"] = "grafana-query"
    role = ROLE
    ref: str
    type: str  # of the data source: prometheus or loki
    uid: str  # of the data source; empty for the default one of its type
    query: str
    start: float
    end: float
    step: float

    def send(self, clients: Clients, at: float) -> Answer:
        client = clients.role(ROLE)
        uid = self.uid or _default_uid(client, self.type)
        if isinstance(uid, Answer):
            return uid
        reply = request(client, "POST", "/api/ds/query", self._body(uid))
        if isinstance(reply, Answer):
            return reply
        results = reply.json.get("results") if isinstance(reply.json, dict) else None
        result = results.get(self.ref) if isinstance(results, dict) else None
        if isinstance(result, dict):
            return _result(result)
        answer = refusal(reply)
        return Answer(error=f"{answer.error}: {uid!r}", refused=True) if _not_found(reply) else answer

    def describe(self, zero: float) -> Description:
        source = self.uid or f"the default {self.type}"
        title = f"query of {source} through Grafana {steps(self.start, self.end, self.step, zero)}"
        return Description(title, self.query)

    @staticmethod
    @reads_answer_of(BACKEND)
    def has_data(answer: Any) -> bool:
        return any(_frame_has_data(frame) for frame in answer.get("frames") or ())

    def _body(self, uid: str) -> dict[str, Any]:
        end = max(self.end, self.start)
        query: dict[str, Any] = {
            "refId": self.ref,
            "datasource": {"type": self.type, "uid": uid},
            "expr": self.query,
            "intervalMs": max(round(self.step * 1000), 1),
            # Enough of them, or Grafana takes longer steps than were asked for.
            "maxDataPoints": math.ceil((end - self.start) / self.step) + 1,
        }
        options = (
            {"queryType": "range", "maxLines": _LINES} if self.type == "loki" else {"range": True, "instant": False}
        )
        return {
            "from": str(round(self.start * 1000)),
            "to": str(round(end * 1000)),
            "queries": [{**query, **options}],
        }


def request(client: Client, method: str, path: str, json: Any = None) -> Reply | Answer:
    reply = client.request(method, path, json)
    if isinstance(reply, Reply) and reply.status == 401:
        return Answer(error=f"Grafana does not accept lab's login ({_message(reply) or 'status 401'}): {_LOGIN}")
    return reply


def refusal(reply: Reply) -> Answer:
    message = _message(reply)
    if message and 400 <= reply.status < 500 and reply.status not in _LATER:
        return Answer(error=message, refused=True)
    return bad_reply(reply)


def has_key(reply: Reply, key: str) -> bool:
    return isinstance(reply.json, dict) and key in reply.json


def _default_uid(client: Client, type_: str) -> str | Answer:
    """The data source a panel takes that names none: the default one, or the first of its type."""
    reply = request(client, "GET", "/api/datasources")
    if isinstance(reply, Answer):
        return reply
    if reply.status != 200 or not isinstance(reply.json, list):
        return bad_reply(reply)
    fitting = [source for source in reply.json if source.get("type") == type_]
    chosen = sorted(fitting, key=lambda source: not source.get("isDefault"))
    if not chosen:
        known = ", ".join(f"{source.get('uid')} ({source.get('type')})" for source in reply.json)
        return Answer(error=f"Grafana has no data source of type {type_!r}; it has: {known or 'none'}", refused=True)
    return str(chosen[0].get("uid"))


def _result(result: dict[str, Any]) -> Answer:
    error = str(result.get("error", ""))
    if not error:
        return Answer(json=result)
    status = int(result.get("status") or 500)
    # Grafana says 502 of a data source that is down. What Loki cannot parse comes as 500, like a Loki that is down.
    refused = (400 <= status < 500 and status not in _LATER) or (status == 500 and "parse error" in error)
    return Answer(error=error, refused=refused)


def _not_found(reply: Reply) -> bool:
    return reply.status == 404 and _message(reply) in _NOT_FOUND


def _message(reply: Reply) -> str:
    return str(reply.json.get("message", "")) if isinstance(reply.json, dict) else ""


def _frame_has_data(frame: Any) -> bool:
    """No data is a frame without fields. Of samples, JSON has no NaN and no infinity: a null stands for them, and
    `entities` says where which of them was."""
    data = frame["data"]
    types = [field["type"] for field in frame["schema"]["fields"]]
    special = data.get("entities") or [None] * len(types)
    for type_, values, others in zip(types, data["values"], special, strict=True):
        if type_ == "string" and values:
            return True
        infinite = others and (others.get("Inf") or others.get("NegInf"))
        if type_ == "number" and (infinite or any(value is not None for value in values)):
            return True
    return False
