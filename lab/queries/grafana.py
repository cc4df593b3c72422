"""Queries of Grafana's HTTP API (as of 12.4): data sources with their health, dashboards, the query of a panel.

That something does not exist is an answer too; whether it should exist is for the expectation to judge.
"""

from __future__ import annotations

import math
from typing import Any, Literal
from urllib.parse import quote

from lab.queries.answer import Answer, Reply, Shape, reads_answer_of, unexpected_reply
from lab.queries.query import Client, Clients, Description, Params, Query, steps, window

ROLE = "grafana"
BACKEND = "Grafana"
_NOT_FOUND = ("Data source not found", "Dashboard not found")
_RETRYABLE = (408, 429)  # 4xx statuses after which the same request may succeed
_MAX_LINES = 1000  # of a log query, as a browser requests
_LOGIN_HINT = "'login' in its component.yaml must equal GF_SECURITY_ADMIN_USER and GF_SECURITY_ADMIN_PASSWORD"


class DatasourceAnswer(Shape):
    """`settings` has no uid and `health` is None when there is no such data source."""

    settings: dict[str, Any]
    health: dict[str, Any] | None


class GrafanaDatasource(Query):
    """The settings of a data source, and the result of its health check."""

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
            return unexpected_reply(settings)
        health = request(client, "GET", f"{path}/health")
        if isinstance(health, Answer):
            return health
        # 400: not healthy. 500: Grafana has no health check for this type.
        if health.status not in (200, 400, 500) or not has_key(health, "message"):
            return unexpected_reply(health)
        return Answer(json={"settings": settings.json, "health": health.json})

    def describe(self, zero: float) -> Description:
        return Description("Grafana's data source", self.uid)

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> DatasourceAnswer:
        return DatasourceAnswer.model_validate(answer)


class DashboardAnswer(Shape):
    """`dashboard` and `meta` are None when there is no such dashboard; `message` is then Grafana's."""

    dashboard: dict[str, Any] | None = None
    meta: dict[str, Any] | None = None
    message: str = "nothing"


class GrafanaDashboard(Query):
    """A dashboard in Grafana."""

    kind: Literal["dashboard"] = "dashboard"
    role = ROLE
    uid: str

    def send(self, clients: Clients, at: float) -> Answer:
        reply = request(clients.role(ROLE), "GET", f"/api/dashboards/uid/{quote(self.uid, safe='')}")
        if isinstance(reply, Answer):
            return reply
        if _not_found(reply) or (reply.status == 200 and has_key(reply, "dashboard") and has_key(reply, "meta")):
            return Answer(json=reply.json)
        return unexpected_reply(reply)

    def describe(self, zero: float) -> Description:
        return Description("Grafana's dashboard", self.uid)

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> DashboardAnswer:
        return DashboardAnswer.model_validate(answer)


class GrafanaQuery(Query):
    """A panel's query, sent to Grafana like a browser: from `start` to `end` (unix seconds), every `step` seconds.

    Variables must be replaced before: Grafana's back end leaves that to the browser.
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
    instant: bool = False  # the value at `end` only
    preferred: bool = False  # another data source of the type does too, where there is none with this uid

    def send(self, clients: Clients, at: float) -> Answer:
        client = clients.role(ROLE)
        uid = uid_of(client, self.type, self.uid, preferred=self.preferred)
        if isinstance(uid, Answer):
            return uid
        reply = request(client, "POST", "/api/ds/query", self._body(uid))
        if isinstance(reply, Answer):
            return reply
        results = reply.json.get("results") if isinstance(reply.json, dict) else None
        result = results.get(self.ref) if isinstance(results, dict) else None
        if isinstance(result, dict):
            return _result(result, self.uid or f"of type {self.type}")
        answer = refusal(reply)
        return Answer(error=f"{answer.error}: {uid!r}", refused=True) if _not_found(reply) else answer

    def describe(self, zero: float) -> Description:
        source = self.uid or f"the default {self.type}"
        when = f"at {window(self.end, self.end, zero).rpartition(' to ')[2]}"
        when = when if self.instant else steps(self.start, self.end, self.step, zero)
        title = f"query of {source} through Grafana {when}"
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
            # With fewer, Grafana would use a longer step than requested.
            "maxDataPoints": math.ceil((end - self.start) / self.step) + 1,
        }
        options = (
            {"queryType": "instant" if self.instant else "range", "maxLines": _MAX_LINES}
            if self.type == "loki"
            else {"range": not self.instant, "instant": self.instant}
        )
        return {
            "from": str(round(self.start * 1000)),
            "to": str(round(end * 1000)),
            "queries": [{**query, **options}],
        }


def request(client: Client, method: str, path: str, json: Any = None, params: Params | None = None) -> Reply | Answer:
    """A response of any status but 401, which is an error about lab's login."""
    reply = client.request(method, path, json, params)
    if isinstance(reply, Reply) and reply.status == 401:
        return Answer(error=f"Grafana does not accept lab's login ({_message(reply) or 'status 401'}): {_LOGIN_HINT}")
    return reply


def refusal(reply: Reply) -> Answer:
    """The answer for an error status: refused, unless the same request may succeed later."""
    message = _message(reply)
    if message and 400 <= reply.status < 500 and reply.status not in _RETRYABLE:
        return Answer(error=message, refused=True)
    return unexpected_reply(reply)


def has_key(reply: Reply, key: str) -> bool:
    return isinstance(reply.json, dict) and key in reply.json


def uid_of(client: Client, type_: str, uid: str, *, preferred: bool = False) -> str | Answer:
    """The uid, or for a panel that names none that of the default data source, or else of the first of its type.

    `preferred`: `uid` may also be a name, and need not exist, as the saved value of a data source variable.
    """
    if uid and not preferred:
        return uid
    reply = request(client, "GET", "/api/datasources")
    if isinstance(reply, Answer):
        return reply
    if reply.status != 200 or not isinstance(reply.json, list):
        return unexpected_reply(reply)
    of_type = [source for source in reply.json if source.get("type") == type_]
    named = [source for source in of_type if uid in (source.get("uid"), source.get("name"))]
    chosen = named or sorted(of_type, key=lambda source: not source.get("isDefault"))
    if not chosen:
        known = ", ".join(f"{source.get('uid')} ({source.get('type')})" for source in reply.json)
        return Answer(error=f"Grafana has no data source of type {type_!r}; it has: {known or 'none'}", refused=True)
    return str(chosen[0].get("uid"))


def host_unknown(text: str) -> bool:
    """Whether a data source's host does not exist, so that no later query can reach it."""
    return "no such host" in text


def _result(result: dict[str, Any], source: str) -> Answer:
    error = str(result.get("error", ""))
    if not error:
        return Answer(json=result)
    status = int(result.get("status") or 500)
    # 502: Prometheus cannot be reached; 500: Loki cannot.
    if status == 502 or (status == 500 and "dial tcp" in error):
        return Answer(error=f"Grafana cannot reach its data source {source}: {error}", refused=host_unknown(error))
    # 500: Loki cannot parse the query, or failed.
    refused = (400 <= status < 500 and status not in _RETRYABLE) or (status == 500 and "parse error" in error)
    return Answer(error=error, refused=refused)


def _not_found(reply: Reply) -> bool:
    return reply.status == 404 and _message(reply) in _NOT_FOUND


def _message(reply: Reply) -> str:
    return str(reply.json.get("message", "")) if isinstance(reply.json, dict) else ""


def _frame_has_data(frame: Any) -> bool:
    """Without data, a frame has no fields. NaN and infinity are null in JSON; `entities` has their positions."""
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
