"""Queries of the metadata of metrics: type, unit and help, as Prometheus' HTTP API (v1, as of 3.15) gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from lab.queries.answer import Answer, Shape, foreign_answer, reads_answer_of, unexpected_reply
from lab.queries.prometheus import BACKEND, ROLE, data_of, get_data
from lab.queries.query import Clients, Description, Query


class Metadata(Shape):
    """Of one metric; several targets may say different things."""

    type: str
    unit: str = ""
    help: str = ""


class MetadataOfTarget(Metadata):
    target: Mapping[str, str]


class MetricMetadata(Query):
    """The metadata of a metric, each different one once; none where nothing that exposes it is scraped."""

    kind: Literal["metadata"] = "metadata"
    role = ROLE
    metric: str

    def send(self, clients: Clients, at: float) -> Answer:
        data = get_data(clients, "metadata", {"metric": self.metric})
        if data.error:
            return data
        return Answer(json=data.json.get(self.metric, [])) if isinstance(data.json, dict) else _foreign(data.json)

    def describe(self, zero: float) -> Description:
        return Description("metadata of", self.metric)

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> list[Metadata]:
        return [Metadata.model_validate(one) for one in answer]


class TargetMetadata(Query):
    """The metadata of a metric by target, of those that a selector matches and that expose it."""

    kind: Literal["target-metadata"] = "target-metadata"
    role = ROLE
    metric: str
    targets: str

    def send(self, clients: Clients, at: float) -> Answer:
        params = {"match_target": self.targets, "metric": self.metric}
        reply = clients.role(ROLE).request("GET", "/api/v1/targets/metadata", params=params)
        if isinstance(reply, Answer):
            return reply
        body: Any = reply.json
        if not isinstance(body, dict):
            return unexpected_reply(reply)
        if reply.status == 404 and body.get("errorType") == "not_found":
            return Answer(json=[])  # how the API says that there is none
        if reply.refused:
            return Answer(error=str(body.get("error", reply.text)), refused=True)
        return data_of(Answer(json=body)) if reply.status == 200 else unexpected_reply(reply)

    def describe(self, zero: float) -> Description:
        return Description(f"metadata by target, of targets {self.targets}", self.metric)

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> list[MetadataOfTarget]:
        return [MetadataOfTarget.model_validate(one) for one in answer]


def _foreign(body: Any) -> Answer:
    return foreign_answer(BACKEND, body)
