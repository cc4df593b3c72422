"""Imports into Grafana, against answers of a real one (recorded/grafana-12.4.0)."""

from __future__ import annotations

from typing import Any

import pytest

from lab.backends import grafana
from lab.queries.answer import Answer
from tests.backends.grafana_replay import LOGIN_REFUSED, REQUESTS, GrafanaReplay, recorded

IMPORTED = next(request["body"]["dashboard"] for request in REQUESTS if request["file"] == "20-import-ok.json")
INPUTS = {"DS_PROMETHEUS": "prom"}

IMPORTS = {
    "imported": (IMPORTED, INPUTS, Answer(json=recorded("20-import-ok"))),
    "imported again": (IMPORTED, INPUTS, Answer(json=recorded("20c-import-again-no-overwrite"))),
    "an input is missing": (
        {**IMPORTED, "uid": "imported-2", "title": "Imported demo 2"},
        {},
        Answer(error="dashboard import failed: missing dashboard input variable DS_PROMETHEUS", refused=True),
    ),
    "an input it does not have": (
        IMPORTED,
        {"DS_LOKI": "loki"},
        Answer(error="the dashboard has no input DS_LOKI; it has: DS_PROMETHEUS", refused=True),
    ),
}


@pytest.mark.parametrize(("dashboard", "inputs", "answer"), IMPORTS.values(), ids=IMPORTS)
def test_import_dashboard(dashboard: dict[str, Any], inputs: dict[str, str], answer: Answer) -> None:
    with GrafanaReplay() as replay:
        assert grafana.import_dashboard(replay.url(), dashboard, inputs) == answer
        assert grafana.import_dashboard(replay.url("admin:secret"), dashboard, {}) == Answer(error=LOGIN_REFUSED)


def test_import_dashboard_keeps_constants() -> None:
    declared = [{"name": "A", "type": "constant", "value": "1"}, {"name": "B", "type": "constant", "value": "2"}]
    with GrafanaReplay() as replay:
        grafana.import_dashboard(replay.url(), {"__inputs": declared}, {"B": "3"})
        assert replay.asked[0][2]["inputs"] == [
            {"name": "A", "type": "constant", "pluginId": "", "value": "1"},
            {"name": "B", "type": "constant", "pluginId": "", "value": "3"},
        ]


def test_import_dashboard_without_inputs() -> None:
    with GrafanaReplay() as replay:
        grafana.import_dashboard(replay.url(), {"__inputs": None}, {})
        assert replay.asked[0][2]["inputs"] == []
