"""The tables of many runs and of links."""

from __future__ import annotations

from pathlib import Path

from lab.report.console.tables import LinkRow, links_table, print_runs
from tests.report.approval import assert_approved
from tests.report.console.consoles import console, output
from tests.report.stories import STORIES


def test_print_runs(tmp_path: Path) -> None:
    out = console(100)
    print_runs(out, [story() for story in STORIES.values()])
    assert_approved("console_runs_100", output(out), tmp_path)


def test_links_table(tmp_path: Path) -> None:
    rows = [
        LinkRow("prometheus", "Prometheus", "http://127.0.0.1:49153/", "API only: built without the web UI"),
        LinkRow("grafana", "dashboards", "http://127.0.0.1:49160/d/http"),
    ]
    out = console(80)
    out.print(links_table(rows))
    assert_approved("console_links_80", output(out), tmp_path)
