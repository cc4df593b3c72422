"""The alerts that a scenario posts to Alertmanager itself, as any program may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lab.scenario.actions import Call
from lab.scenario.model import Scenario

_PATHS = ("/api/v2/alerts", "/api/v1/alerts")


def posted_alerts(scenario: Scenario) -> frozenset[str]:
    """The names of the alerts in the bodies of calls to Alertmanager's alerts API, whatever its path prefix."""
    return frozenset(name for step in scenario.steps if step.call for name in _names(step.call))


def _names(call: Call) -> Iterator[str]:
    if call.path.partition("?")[0].rstrip("/").endswith(_PATHS):
        body = call.json_value()
        for alert in body if isinstance(body, list | tuple) else ():
            labels = alert.get("labels") if isinstance(alert, Mapping) else None
            if isinstance(labels, Mapping) and labels.get("alertname"):
                yield str(labels["alertname"])
