"""The whole output of recorded runs, on a terminal and in a pipe."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lab.record.event import Waiting
from lab.report.console.run_console import ConsoleReport
from tests.report.approval import assert_approved
from tests.report.console.consoles import console, output, reported
from tests.report.records import HOSTILE, WAITING, hostile, started_events
from tests.report.stories import STORIES, passed


@pytest.mark.parametrize("width", [100, 80])
@pytest.mark.parametrize("story", STORIES)
def test_console_report_whole(story: str, width: int, tmp_path: Path) -> None:
    assert_approved(f"console_{story}_{width}", reported(STORIES[story](), console(width)), tmp_path)


@pytest.mark.parametrize("story", STORIES)
def test_console_report_of_a_pipe(story: str) -> None:
    text = reported(STORIES[story](), console(80))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)
    one_line = r"\s+\d+\.\d s  |timeline|left out|report|  explain"
    summary = [line for line in text.splitlines() if not re.match(one_line, line)]
    assert [line for line in summary if len(line) > 80 and not line.startswith(" " * 23)] == []


def test_waiting_lines() -> None:
    out = console(100)
    with ConsoleReport(out) as report:
        for event in (*started_events(), *WAITING):
            report.on_event(event)
    assert [float(at) for at in re.findall(r"(\d+\.\d) s  waiting", output(out))] == [
        1.1,
        12.2,
        14.8,
    ]  # since the images were there, after 2.1 s


def test_waiting_lines_of_a_quick_change() -> None:
    out = console(100)
    report = ConsoleReport(out)
    for at_ms, missing in ((0, "a"), (1_000, "b"), (1_500, "b"), (2_100, "b"), (5_000, "b")):
        report.on_event(Waiting(at_ms=at_ms, awaited={"x": missing}))
    assert [line.split() for line in output(out).splitlines()] == [
        ["0.0", "s", "waiting", "x:", "a"],
        ["2.1", "s", "waiting", "x:", "b"],
    ]


def test_build_lines_of_a_pipe() -> None:
    out = console(100)
    with ConsoleReport(out) as report:
        for event in started_events():
            report.on_event(event)
    assert [line.strip() for line in output(out).splitlines() if "build " in line] == [
        "0.1 s  build       alertmanager: step 1/6 FROM golang",
        "2.0 s  build       alertmanager: built lab/alertmanager:v0.28.1-9f2c, 2.0 s",
    ]


def test_console_report_of_a_terminal() -> None:
    out = console(100, terminal=True)
    with ConsoleReport(out) as report:
        for event in (*started_events(), WAITING[0]):
            report.on_event(event)
        report.conclude(passed())
    text = output(out)
    assert "\x1b[32m" in text
    assert "\x1b[?25l" in text
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")
    assert "waiting" in text
    assert "for 2" in text


def test_console_report_without_colour() -> None:
    text = reported(passed(), console(100, terminal=True, no_color=True))
    assert not re.search(r"\x1b\[(?:\d+;)*3\d", text)


def test_console_report_prefix() -> None:
    text = reported(passed(), console(100, terminal=True), prefix="push")
    assert "\x1b[?25l" not in text
    assert all(line.startswith("push ") for line in reported(passed(), console(300), prefix="push").splitlines()[:5])


def test_console_report_escapes() -> None:
    text = reported(hostile(), console(100))
    assert "\x1b" not in text
    assert "\x00" not in text
    assert HOSTILE[:25] in text
