"""Queries of Alertmanager's HTTP API (v2, as of 0.34)."""

from __future__ import annotations

from typing import Any, Literal

from lab.queries.answer import Answer, Shape, foreign_answer, reads_answer_of
from lab.queries.query import Clients, Description, Query

ROLE = "alertmanager"
BACKEND = "Alertmanager"


class AlertStatus(Shape):
    """`inhibited_by` are fingerprints of alerts, `silenced_by` ids of silences, `muted_by` names of time intervals."""

    state: str
    inhibited_by: tuple[str, ...] = ()
    silenced_by: tuple[str, ...] = ()
    muted_by: tuple[str, ...] = ()


class ReceiverName(Shape):
    """A receiver, as an alert names it."""

    name: str


class AlertmanagerAlert(Shape):
    """An alert in Alertmanager. `receivers`: those of the routes it takes."""

    labels: dict[str, str]
    fingerprint: str
    status: AlertStatus
    receivers: tuple[ReceiverName, ...] = ()


class AlertmanagerAlerts(Query):
    """The current alerts of Alertmanager, including suppressed ones."""

    kind: Literal["held"] = "held"
    role = ROLE

    def send(self, clients: Clients, at: float) -> Answer:
        answer = clients.role(ROLE).get("/api/v2/alerts")
        return answer if answer.error or isinstance(answer.json, list) else foreign_answer(BACKEND, answer.json)

    def describe(self, zero: float) -> Description:
        return Description("alerts in Alertmanager")

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> list[AlertmanagerAlert]:
        return [AlertmanagerAlert.model_validate(alert) for alert in answer]
