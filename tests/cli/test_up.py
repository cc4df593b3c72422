"""The links that `lab up` prints, with their logins."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, cast

import pytest

from lab.cli.up import link_rows, start_steady_loads
from lab.containers.compose_project import ComposeProject
from lab.plan.planning import AS_WRITTEN, plan
from lab.report.console.tables import LinkRow
from lab.run.lab import Lab
from lab.stack.model import Login
from tests.plan.planned import FOLDERS, SMALL, written
from tests.plan.user_compose.projects import captured, planned_shop


class Running:
    def endpoint(self, service: str, port: int) -> str:
        return f"http://127.0.0.1:4{port}"


def rows(tmp_path: Path, **more: Any) -> list[LinkRow]:
    source = written(tmp_path, SMALL + "  grafana: {}\nsteps: [{name: nothing}]\n", {})
    lab = Lab(plan(source, FOLDERS, AS_WRITTEN), cast("ComposeProject", Running()), 0.0, **more)
    return [row for row in link_rows(lab) if row.service != "api"]


def test_link_rows_with_login(tmp_path: Path) -> None:
    assert rows(tmp_path, images={"prometheus": "built", "grafana": "pulled"}) == [
        LinkRow(
            "prometheus", "Prometheus", "http://127.0.0.1:49090/", "API only: built from packages without the web UI"
        ),
        LinkRow("grafana", "Grafana", "http://127.0.0.1:43000/", "user admin, password lab"),
    ]


def test_link_rows_print_no_password_of_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    grafana = {
        "image": "grafana/grafana:11.1.0",
        "environment": {"GF_SECURITY_ADMIN_PASSWORD": "hunter2"},
        "ports": [{"target": 3000, "protocol": "tcp"}],
    }
    made = planned_shop(monkeypatch, captured(grafana=grafana))
    assert made.service("grafana").login == Login(user="admin", password="hunter2")
    notes = {row.service: row.note for row in link_rows(Lab(made, cast("ComposeProject", Running()), 0.0))}
    assert notes["grafana"] == "user admin, the password of your Compose file"


def test_link_rows_leave_out_what_was_left_out(tmp_path: Path) -> None:
    left_out = {"grafana": "its image cannot be had"}
    assert [row.service for row in rows(tmp_path, left_out=left_out)] == ["prometheus"]


class Started(Running):
    def __init__(self) -> None:
        self.started: list[str] = []

    def start_on_demand(self, service: str) -> None:
        self.started.append(service)


def test_start_steady_loads_says_how_long_they_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    step = "steps: [{name: one, load: {name: rush, to: api, rate: 60/s, for: 5s, mix: {GET /api/boom: 1}}}]\n"
    made = plan(written(tmp_path, SMALL + step, {}), FOLDERS, AS_WRITTEN)
    running = Started()
    lab = Lab(made, cast("ComposeProject", running), 0.0)
    assert list(start_steady_loads(made, lab, 1_700_000_000.0)) == [
        "load: 5 requests per second to api until 00:13, or lab down"
    ]
    assert running.started == ["load-rush-steady"]
    gone = Lab(made, cast("ComposeProject", running), 0.0, {"api": "no image"})
    assert list(start_steady_loads(made, gone, 0.0)) == []
