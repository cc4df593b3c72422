from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from lab.record.event import Waiting
from lab.record.run_record import RunRecord
from lab.report.console.live import LiveArea
from lab.report.console.run_console import ConsoleReport
from lab.report.console.tables import LinkRow, links_table, print_runs
from tests.report.approval import assert_approved
from tests.report.records import HOSTILE, STORIES, hostile, passed, up_events

REPORT = "lab-runs/fastapi_push/report.html"


def console(width: int, *, terminal: bool = False, no_color: bool = False) -> Console:
    return Console(
        file=io.StringIO(),
        width=width,
        height=40,
        force_terminal=terminal,
        color_system="truecolor" if terminal else None,
        no_color=no_color,
        _environ={},
    )


def told(record: RunRecord, out: Console, prefix: str = "") -> str:
    with ConsoleReport(out, mutant=record.mutant, prefix=prefix) as report:
        for event in record.events:
            report.on_event(event)
        report.conclude(record, REPORT)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


@pytest.mark.parametrize("width", [100, 80])
@pytest.mark.parametrize("story", STORIES)
def test_the_whole_output_without_a_terminal(story: str, width: int, tmp_path: Path) -> None:
    assert_approved(f"console_{story}_{width}", told(STORIES[story](), console(width)), tmp_path)


@pytest.mark.parametrize("story", STORIES)
def test_a_pipe_gets_no_control_characters_and_tables_keep_to_the_width(story: str) -> None:
    text = told(STORIES[story](), console(80))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)
    summary = [line for line in text.splitlines() if not re.match(r"\s+\d+\.\d s  |timeline|left out|report", line)]
    assert [line for line in summary if len(line) > 80 and not line.startswith(" " * 21)] == []


def test_what_is_awaited_is_told_when_it_changes_and_at_most_every_two_seconds() -> None:
    text = told(passed(), console(100))
    told_at = [float(at) for at in re.findall(r"(\d+\.\d) s  waiting", text)]
    assert told_at == [3.2, 14.3, 16.9]


def test_a_change_inside_the_two_seconds_is_told_later() -> None:
    out = console(100)
    report = ConsoleReport(out)
    for at_ms, missing in ((0, "a"), (1_000, "b"), (1_500, "b"), (2_100, "b"), (5_000, "b")):
        report.on_event(Waiting(at_ms=at_ms, awaited={"x": missing}))
    assert isinstance(out.file, io.StringIO)
    assert [line.split() for line in out.file.getvalue().splitlines()] == [
        ["0.0", "s", "waiting", "x:", "a"],
        ["2.1", "s", "waiting", "x:", "b"],
    ]


def test_a_terminal_gets_colour_and_a_live_area_that_is_gone_at_the_end() -> None:
    out = console(100, terminal=True)
    text = told(passed(), out)
    assert "\x1b[32m" in text
    assert "\x1b[?25l" in text
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")
    assert "waiting" in text
    assert "for 2" in text


def test_no_color_keeps_the_live_area_but_no_colour() -> None:
    text = told(passed(), console(100, terminal=True, no_color=True))
    assert not re.search(r"\x1b\[(?:\d+;)*3\d", text)


def test_the_live_area_names_what_is_missing_and_goes_on_counting() -> None:
    clock = iter([10.0] * 50)
    area = LiveArea(lambda: next(clock))
    for event in up_events()[:7]:
        area.on_event(event)
    area.on_event(Waiting(at_ms=1_200, awaited={"prometheus": "no answer on /-/ready", "api": "starting"}))
    out = console(80)
    out.print(area)
    assert isinstance(out.file, io.StringIO)
    assert out.file.getvalue().splitlines() == [
        "    1.2 s  build     alertmanager 1.1 s  step 4/6 RUN go build",
        "    1.2 s  waiting   for 2",
        "                     prometheus  no answer on /-/ready",
        "                     api         starting",
    ]


def test_runs_side_by_side_are_told_apart_and_share_no_live_area() -> None:
    text = told(passed(), console(100, terminal=True), prefix="push")
    assert "\x1b[?25l" not in text


def test_text_from_elsewhere_cannot_repaint_the_terminal() -> None:
    record = hostile()
    text = told(record, console(100))
    assert "\x1b" not in text
    assert "\x00" not in text
    assert HOSTILE[:25] in text


def test_many_runs(tmp_path: Path) -> None:
    out = console(100)
    print_runs(out, [make() for make in STORIES.values()])
    assert isinstance(out.file, io.StringIO)
    assert_approved("console_runs_100", out.file.getvalue(), tmp_path)


def test_links(tmp_path: Path) -> None:
    rows = [
        LinkRow("prometheus", "Prometheus", "http://127.0.0.1:49153/", "API only: built without the web UI"),
        LinkRow("grafana", "dashboards", "http://127.0.0.1:49160/d/http"),
    ]
    out = console(80)
    out.print(links_table(rows))
    assert isinstance(out.file, io.StringIO)
    assert_approved("console_links_80", out.file.getvalue(), tmp_path)
