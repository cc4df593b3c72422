"""The query of received notifications, against captured answers of a real notification sink."""

from __future__ import annotations

import pytest

from lab.queries.notifications import Received
from lab.record.observation import Observation
from tests.backends.small_backend import Reply
from tests.expectations.captured_answers import ALERTMANAGER, received
from tests.queries.sending import FOREIGN, NOW, captured, observe_reply, requests_of

QUERY = Received(since=NOW - 10)


@pytest.mark.parametrize("name", ["received", "received_none"])
def test_received_answer(name: str) -> None:
    assert observe_reply(captured(ALERTMANAGER, name), QUERY) == Observation(query=QUERY, at=NOW, answer=received(name))


def test_received_request() -> None:
    assert requests_of(QUERY) == [("/received", {"since": ["1795260438.25"]})]


def test_received_refused() -> None:
    error = "since='yesterday' is no unix time in seconds"

    assert observe_reply(captured(ALERTMANAGER, "received_refused"), QUERY) == Observation(
        query=QUERY, at=NOW, error=error, refused=True
    )


@pytest.mark.parametrize("text", FOREIGN)
def test_received_foreign_answer(text: str) -> None:
    """An empty list is the sink's answer when nothing has arrived."""
    assert bool(observe_reply(Reply(200, text), QUERY).error) is (text != "[]")


ITEMS = [
    {"at": 1.0, "body": {"receiver": "team", "alerts": [{"status": "firing", "labels": {"a": "b"}}]}},
    {"at": 2.0, "via": "slack", "receiver": "T0/B0", "body": {"text": "hello"}},
    {"at": 3.0, "via": "email", "body": {"subject": "hello", "to": ["a@b"]}},
]


def test_read_webhooks() -> None:
    (webhook,) = Received.read_webhooks(ITEMS)

    assert (webhook.at, webhook.body.receiver, webhook.body.group_labels) == (1.0, "team", {})
    assert [(alert.status, alert.labels, alert.annotations) for alert in webhook.body.alerts] == [
        ("firing", {"a": "b"}, {})
    ]


@pytest.mark.parametrize(
    ("via", "at", "receiver"), [("slack", 2.0, "T0/B0"), ("email", 3.0, None)], ids=["slack", "email"]
)
def test_read_messages(via: str, at: float, receiver: str | None) -> None:
    (message,) = Received.read_messages(via, ITEMS)

    assert (message.at, message.via, message.receiver) == (at, via, receiver)
