"""What `lab up` says may be opened, and with which login."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from lab.commands.labs import links
from lab.containers.compose_project import ComposeProject
from lab.plan.planning import AS_WRITTEN, plan
from lab.report.console.tables import LinkRow
from lab.run.lab import Lab
from tests.plan.planned import FOLDERS, SMALL, written


class Running:
    def endpoint(self, service: str, port: int) -> str:
        return f"http://127.0.0.1:4{port}"


def shown(tmp_path: Path, **more: Any) -> list[LinkRow]:
    source = written(tmp_path, SMALL + "  grafana: {}\nsteps: [{name: nothing}]\n", {})
    lab = Lab(plan(source, FOLDERS, AS_WRITTEN), cast("ComposeProject", Running()), 0.0, **more)
    return [row for row in links(lab) if row.service != "api"]


def test_a_login_stands_beside_the_link(tmp_path: Path) -> None:
    assert shown(tmp_path, images={"prometheus": "built", "grafana": "pulled"}) == [
        LinkRow(
            "prometheus", "Prometheus", "http://127.0.0.1:49090/", "API only: built from packages without the web UI"
        ),
        LinkRow("grafana", "Grafana", "http://127.0.0.1:43000/", "user admin, password lab"),
    ]


def test_what_was_left_out_has_no_link(tmp_path: Path) -> None:
    left_out = {"grafana": "its image cannot be had"}
    assert [row.service for row in shown(tmp_path, left_out=left_out)] == ["prometheus"]
