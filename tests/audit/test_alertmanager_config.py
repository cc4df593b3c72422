"""The configuration of an Alertmanager, from its status."""

from __future__ import annotations

import json

import pytest

from lab.audit.alertmanager_config import fetch_alertmanager
from lab.audit.budget import Budget, BudgetedService, Limits
from lab.backends.endpoint import Endpoint
from tests.backends.small_backend import Reply as Canned
from tests.backends.small_backend import SmallBackend

CONFIG = "route: {receiver: team}\nreceivers: [{name: team, webhook_configs: [{url: <secret>}]}]\n"


def fetched(status: int, body: object) -> object:
    with SmallBackend(Canned(status, json.dumps(body))) as backend:
        config = fetch_alertmanager(BudgetedService(Endpoint(backend.url), Budget(Limits())))
    assert backend.asked == [("/api/v2/status", {})]
    return config


def test_fetch_alertmanager() -> None:
    config = fetched(200, {"config": {"original": CONFIG}, "uptime": "2026-11-28T04:00:00Z"})
    assert config == {
        "route": {"receiver": "team"},
        "receivers": [{"name": "team", "webhook_configs": [{"url": "<secret>"}]}],
    }


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (404, "not found", "answered 404"),
        (200, {"uptime": 1}, "not an answer of Alertmanager"),
        (200, {"config": {"original": "route: ["}}, "its configuration cannot be read"),
        (200, {"config": {"original": "a" * 500_001}}, "has more than 500,000 characters"),
    ],
)
def test_fetch_alertmanager_that_does_not_tell(status: int, body: object, problem: str) -> None:
    if status == 200 and "a" * 100 in json.dumps(body):
        problem = "does not read the answer"  # no text of an answer may be that long
    assert problem in str(fetched(status, body))
