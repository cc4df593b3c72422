"""Alerts that a scenario posts to Alertmanager are known to its expectations."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest

from lab.plan.posted_alerts import posted_alerts
from lab.scenario.actions import Call

ALERT = {"labels": {"alertname": "DiskFull"}}


def names(**call: Any) -> frozenset[str]:
    step = Mock(call=Call.model_validate({"to": "alertmanager", "method": "POST", **call}))
    return posted_alerts(Mock(steps=(step, Mock(call=None))))


@pytest.mark.parametrize("path", ["/api/v2/alerts", "/api/v2/alerts?x=1", "/alertmanager/api/v2/alerts/"])
def test_posted_alerts_of_a_json_body(path: str) -> None:
    assert names(path=path, json=[ALERT, {"labels": {"alertname": "Down"}}]) == {"DiskFull", "Down"}


def test_posted_alerts_of_a_text_body() -> None:
    assert names(path="/api/v2/alerts", body='[{"labels": {"alertname": "Down"}}]') == {"Down"}


@pytest.mark.parametrize("body", [{"json": ALERT}, {"json": [{"labels": 3}, 7]}, {"body": "no json"}, {"json": None}])
def test_posted_alerts_of_another_shape(body: dict[str, Any]) -> None:
    assert names(path="/api/v2/alerts", **body) == frozenset()


def test_posted_alerts_elsewhere() -> None:
    assert names(path="/api/v2/silences", json=[ALERT]) == frozenset()
