"""What `lab ps` prints can be copied into `lab down`."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from lab.cli.ps import _print_tables, plain_lines
from lab.containers.attach import LabSummary
from lab.containers.states import Container, ContainerState

PROJECT = "lab-otel-collector-scrape-through-a-gateway-50b7e7"


def container(service: str, **state: Any) -> Container:
    return Container(
        ContainerState(service, "1", **state), PROJECT, "x", "/x", 1.0, {9090: 32768} if service == "api" else {}, ""
    )


LABS = (
    LabSummary(PROJECT, "x", "/x", (container("api", status="running"),), 1.0),
    LabSummary("lab-y-1", "y", "", (), None),
)


def test_plain_lines_name_the_lab_on_each_line() -> None:
    dead = container("otel-collector", status="exited", exit_code=137, oom_killed=True)
    lab = LabSummary(PROJECT, "x", "/x", (LABS[0].services[0], dead), 1.0)
    assert plain_lines((lab, LABS[1])) == [
        f"{PROJECT}\tapi\trunning\thttp://127.0.0.1:32768",
        f"{PROJECT}\totel-collector\texited with code 137 (OOM-killed)\t",
        "lab-y-1\t-\tno containers: networks or volumes only\t",
    ]


def test_ports_of_another_machine_that_nothing_forwards() -> None:
    assert plain_lines(LABS[:1], "ssh://build-3") == [f"{PROJECT}\tapi\trunning\t127.0.0.1:32768 of ssh://build-3"]


def test_a_narrow_terminal_cuts_no_name_and_no_state() -> None:
    out = io.StringIO()
    _print_tables(Console(file=out, width=40, force_terminal=True, no_color=True, legacy_windows=False), LABS)
    text = out.getvalue()
    assert PROJECT in text
    assert "running" in text and "…" not in text
