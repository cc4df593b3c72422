"""Series that have ended; test_selectors has those of scraped targets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.why.ended import format_age
from lab.why.inventory import Inventory
from lab.why.model import Cause
from tests.why.collector_lab import collector_inventory, findings

ACTIVE = 'http_server_active_requests{exported_job="api"}'


def _ended(**stopped: str) -> Inventory:
    inventory = collector_inventory()
    metrics = {
        name: replace(metric, series=tuple(replace(s, live="exported_job" not in s.labels) for s in metric.series))
        for name, metric in inventory.metrics.items()
    }
    return replace(inventory, metrics=metrics, stopped=stopped)


def test_explain_ended_application_behind_a_collector() -> None:
    [finding] = findings(ACTIVE, _ended(api="exited with 137"))
    assert finding.cause is Cause.ENDED
    assert finding.details == (
        "service api is not running: exited with 137",
        "otel-collector exposes the last values of an application for metric_expiration (4s) after the last export, "
        "and then drops them; its own target, otel-collector, stays up",
    )


def test_explain_ended_application_that_runs_but_sends_nothing() -> None:
    [finding] = findings(ACTIVE, _ended())
    assert finding.details[0] == "api no longer sends them to otel-collector"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        pytest.param(-1, "0.0 s", id="clock skew"),
        pytest.param(7.04, "7.0 s", id="seconds"),
        pytest.param(119.4, "119 s", id="below two minutes"),
        pytest.param(301, "5 min 1 s", id="minutes and seconds"),
        pytest.param(660.6, "11 min", id="minutes"),
        pytest.param(7260, "2 h 1 min", id="hours"),
    ],
)
def test_format_age(seconds: float, text: str) -> None:
    assert format_age(seconds) == text
