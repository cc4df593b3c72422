"""The links that `lab up` prints, with their logins."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from lab.cli.up import link_rows
from lab.containers.compose_project import ComposeProject
from lab.plan.planning import AS_WRITTEN, plan
from lab.report.console.tables import LinkRow
from lab.run.lab import Lab
from tests.plan.planned import FOLDERS, SMALL, written


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


def test_link_rows_leave_out_what_was_left_out(tmp_path: Path) -> None:
    left_out = {"grafana": "its image cannot be had"}
    assert [row.service for row in rows(tmp_path, left_out=left_out)] == ["prometheus"]
