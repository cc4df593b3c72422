"""Queries of the notification sink: the notifications and messages that receivers were sent."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from lab.language.times import moment
from lab.queries.answer import Answer, Shape, foreign_answer, reads_answer_of
from lab.queries.query import Clients, Description, Query

ROLE = "notifications"
BACKEND = "the notification sink"


class WebhookAlert(Shape):
    """An alert as a webhook notification carries it."""

    status: str
    labels: dict[str, str] = Field(default_factory=dict)
    annotations: dict[str, str] = Field(default_factory=dict)


class WebhookBody(Shape):
    """The body that Alertmanager sends to a webhook."""

    receiver: str | None = None
    alerts: tuple[WebhookAlert, ...] = ()
    group_labels: dict[str, str] = Field(default_factory=dict)


class Webhook(Shape):
    """A notification that arrived at a webhook. `at` is in unix seconds; `receiver` ends the path of the webhook, or is
    that of the body."""

    at: float
    receiver: str | None = None
    body: WebhookBody


class Message(Shape):
    """A message that arrived by Slack or email (`via`). `at` is in unix seconds, `body` as it was sent."""

    at: float
    via: str
    receiver: str | None = None
    body: dict[str, Any]


class Received(Query):
    """The notifications and messages that arrived since `since` (unix seconds)."""

    kind: Literal["received"] = "received"
    role = ROLE
    since: float

    def send(self, clients: Clients, at: float) -> Answer:
        answer = clients.role(ROLE).get("/received", {"since": self.since})
        return answer if answer.error or isinstance(answer.json, list) else foreign_answer(BACKEND, answer.json)

    def describe(self, zero: float) -> Description:
        return Description(f"notifications since {moment((self.since - zero) * 1000)}")

    @staticmethod
    @reads_answer_of(BACKEND)
    def read_webhooks(answer: Any) -> list[Webhook]:
        return [Webhook.model_validate(item) for item in answer if item.get("via", "webhook") == "webhook"]

    @staticmethod
    @reads_answer_of(BACKEND)
    def read_messages(via: str, answer: Any) -> list[Message]:
        return [Message.model_validate(item) for item in answer if item.get("via") == via]
