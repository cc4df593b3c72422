"""The query of Alertmanager's alerts, against captured answers of a real one."""

from __future__ import annotations

import pytest

from lab.queries.alertmanager import AlertmanagerAlerts
from lab.record.observation import Observation
from tests.backends.small_backend import Reply
from tests.expectations.captured_answers import ALERTMANAGER, received
from tests.queries.sending import FOREIGN, NOW, captured, observe_reply, requests_of

QUERY = AlertmanagerAlerts()


@pytest.mark.parametrize("name", ["held_silenced", "held_none"])
def test_alerts_answer(name: str) -> None:
    assert observe_reply(captured(ALERTMANAGER, name), QUERY) == Observation(query=QUERY, at=NOW, answer=received(name))


def test_alerts_request() -> None:
    assert requests_of(QUERY) == [("/api/v2/alerts", {})]


@pytest.mark.parametrize("text", FOREIGN)
def test_alerts_foreign_answer(text: str) -> None:
    """An empty list is Alertmanager's answer when it has no alerts."""
    assert bool(observe_reply(Reply(200, text), QUERY).error) is (text != "[]")


def test_read_status() -> None:
    (alert,) = AlertmanagerAlerts.read(
        [{"labels": {"a": "b"}, "fingerprint": "f", "status": {"state": "suppressed", "silencedBy": ["s"]}, "x": 1}]
    )

    assert (alert.labels, alert.fingerprint) == ({"a": "b"}, "f")
    assert (alert.status.state, alert.status.silenced_by, alert.status.inhibited_by) == ("suppressed", ("s",), ())
