"""What the query variable of a dashboard asks: names and values of labels, series, the result of a query."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import quote

from lab.queries import grafana, loki, prometheus
from lab.queries.answer import Answer, Reply, unexpected_reply
from lab.queries.prometheus import data_of
from lab.queries.query import Clients, Description, Params, Query, window

_API = {"prometheus": "/api/v1/", "loki": "/loki/api/v1/"}


class VariableQuery(Query):
    """A request of a variable, to its data source or through Grafana: `path` below the API, about the time from `start`
    to `end` (unix seconds). Answers are the `data` of the JSON, unchanged."""

    kind: Literal["variable"] = "variable"
    name: str
    source: Literal["prometheus", "loki"]
    path: str
    params: tuple[tuple[str, str], ...] = ()
    start: float
    end: float
    uid: str = ""  # of the data source, through Grafana
    preferred: bool = False
    through_grafana: bool = False

    def roles(self) -> tuple[str, ...]:
        return (grafana.ROLE if self.through_grafana else self.source,)

    def send(self, clients: Clients, at: float) -> Answer:
        if self.through_grafana:
            return self._through_grafana(clients, at)
        role = prometheus.ROLE if self.source == "prometheus" else loki.ROLE
        return self._data(clients.role(role).get(f"{_API[self.source]}{self.path}", self._params(at)))

    def describe(self, zero: float) -> Description:
        return Description(f"values of ${self.name} {window(self.start, self.end, zero)}", self._text())

    def _text(self) -> str:
        return " ".join([self.path, *(f"{key}={value}" for key, value in self.params)])

    def _params(self, at: float) -> Params:
        params: dict[str, str | float | list[str]] = dict(self.params)
        if self.path == "query":
            return params | {"time": at}
        return params | {"start": f"{self.start:.3f}", "end": f"{max(self.end, self.start):.3f}"}

    def _through_grafana(self, clients: Clients, at: float) -> Answer:
        client = clients.role(grafana.ROLE)
        uid = grafana.uid_of(client, self.source, self.uid, preferred=self.preferred)
        if isinstance(uid, Answer):
            return uid
        path = f"/api/datasources/proxy/uid/{quote(uid, safe='')}{_API[self.source]}{self.path}"
        reply = grafana.request(client, "GET", path, params=self._params(at))
        if isinstance(reply, Reply) and reply.refused and isinstance(reply.json, dict):
            return Answer(error=str(reply.json.get("error") or reply.json.get("message") or reply.text), refused=True)
        if isinstance(reply, Reply):
            reply = Answer(json=reply.json) if reply.status == 200 else unexpected_reply(reply)
        return self._data(reply)

    def _data(self, answer: Answer) -> Answer:
        body: Any = answer.json
        if self.source == "loki" and not answer.error and isinstance(body, dict) and body.get("status") == "success":
            return Answer(json=body.get("data") or [])  # without a label, Loki leaves the data out
        return data_of(answer)
