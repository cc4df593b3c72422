"""Fields of what Alertmanager 0.34 sends to each kind of receiver."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from lab.expectations.message import Via
from lab.queries.message_fields import PATHS, texts, title_of

FULL = "the disk of db-1 is full"
PAGER = {"event_action": "trigger", "payload": {"summary": FULL, "severity": "critical"}, "links": [{"href": "a"}]}
CARD = {"attachments": [{"content": {"body": [{"text": FULL}, {"text": "# Alerts Firing"}]}}]}
SLACK = {"channel": "#alerts", "attachments": [{"title": FULL, "text": ""}, {"title": "another"}]}


@pytest.mark.parametrize(
    ("via", "field", "body", "found"),
    [
        ("pagerduty", "summary", PAGER, [FULL]),
        ("pagerduty", "link", PAGER, ["a"]),
        ("pagerduty", "action", {"event_type": "resolve"}, ["resolve"]),
        ("msteamsv2", "text", CARD, [FULL, "# Alerts Firing"]),
        ("slack", "title", SLACK, [FULL, "another"]),
        ("slack", "text", SLACK, []),
        ("email", "to", {"to": ["a@x", "b@x"]}, ["a@x", "b@x"]),
        ("telegram", "chat", {"chat_id": -100}, ["-100"]),
        ("jira", "project", {"project": {"key": "OPS"}}, ["OPS"]),
        ("jira", "project", {"project": "OPS"}, []),
    ],
)
def test_texts(via: str, field: str, body: dict[str, Any], found: list[str]) -> None:
    assert texts(via, field, body) == found


def test_title_of_each_kind() -> None:
    assert title_of("pagerduty", PAGER) == FULL
    assert title_of("msteamsv2", CARD) == FULL
    assert title_of("telegram", {"text": FULL}) == FULL
    assert title_of("slack", {"text": "plain"}) == "plain"
    assert title_of("email", {}) == ""


def test_every_kind_of_receiver_has_fields() -> None:
    assert set(PATHS) == set(get_args(Via))
