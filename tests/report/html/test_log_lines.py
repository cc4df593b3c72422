"""Panels over logs: lines are listed, values of logs are drawn like any other."""

from __future__ import annotations

from typing import Any

import pytest

from lab.queries.loki import LogLines, LogRange
from lab.queries.query import Query
from lab.record.event import Event, Evidence
from lab.record.observation import Observation
from lab.record.run_record import RunRecord
from lab.report.evidence_view import PanelView, panel_views
from lab.report.html.page import report_html
from tests.expectations.captured_answers import loki
from tests.report.records import HOSTILE, record, started_events

BEGAN = 1795260437.0  # two seconds before the captured lines
LINES = LogLines(query='{container="log_writer"} |= "ERROR"', start=BEGAN, end=BEGAN + 11, limit=100)
RATE = LogRange(query='sum(rate({container="log_writer"} [1s]))', start=BEGAN, end=BEGAN + 11, step=0.5)


def panel(ask: Query, answer: Any, title: str = "Errors: the last lines", error: str = "") -> Evidence:
    seen = Observation(query=ask, at=BEGAN + 11, answer=answer, error=error)
    return Evidence(at_ms=9, kind="panel", name=f"dashboards/logs.json: {title}", observation=seen)


def run(*events: Event) -> RunRecord:
    return record((*started_events(), *events), started=BEGAN, ended=BEGAN + 12)


def shown(*events: Event) -> PanelView:
    (panel,) = panel_views(run(*events))
    return panel


def stream(*lines: str) -> Any:
    values = [[f"{round((BEGAN + at) * 1000)}000000", line] for at, line in enumerate(lines)]
    return {"resultType": "streams", "result": [{"stream": {}, "values": values}]}


def test_lines_are_listed_in_the_order_in_which_they_were_written() -> None:
    panel_ = shown(panel(LINES, loki("lines_extracted")))
    assert (panel_.dashboard, panel_.title) == ("dashboards/logs.json", "Errors: the last lines")
    assert (panel_.chart, panel_.values, panel_.queries, panel_.error) == ("", (), (LINES.query,), "")
    assert panel_.lines is not None
    assert panel_.lines.summary == "3 lines"
    assert panel_.lines.text.splitlines() == [
        f"{at:>6} s  ERROR: the answer could not be stored" for at in (2.4, 3.6, 4.8)
    ]


def test_of_many_lines_the_last_are_listed() -> None:
    panel_ = shown(panel(LINES, stream(*(f"line {n}" for n in range(100)))))
    assert panel_.lines is not None
    assert panel_.lines.summary == "100 lines or more, the last 20"
    assert [line.split()[-1] for line in panel_.lines.text.splitlines()] == [str(n) for n in range(80, 100)]


def test_a_long_line_is_cut_and_one_that_repaints_terminals_is_harmless() -> None:
    panel_ = shown(panel(LINES, stream("\x1b[31mred\x00\n", "x" * 1000)))
    assert panel_.lines is not None
    assert panel_.lines.text == f"   0.0 s  red\n   1.0 s  {'x' * 297}..."


def test_no_lines_are_said() -> None:
    panel_ = shown(panel(LINES, loki("lines_none")))
    assert panel_.lines is not None
    assert (panel_.lines.summary, panel_.lines.text, panel_.chart) == ("no lines in this window", "", "")


def test_values_of_logs_are_drawn() -> None:
    panel_ = shown(panel(RATE, loki("range_errors")))
    assert panel_.lines is None
    assert "polyline" in panel_.chart


def test_one_panel_may_have_both() -> None:
    panel_ = shown(panel(RATE, loki("range_errors")), panel(LINES, loki("lines_error")))
    assert panel_.lines is not None
    assert (panel_.lines.summary, "polyline" in panel_.chart) == ("6 lines", True)
    assert panel_.queries == (RATE.query, LINES.query)


def test_a_loki_that_does_not_answer() -> None:
    panel_ = shown(panel(LINES, None, error="http://127.0.0.1:1 does not answer"))
    assert (panel_.error, panel_.lines, panel_.chart) == ("http://127.0.0.1:1 does not answer", None, "")


@pytest.mark.parametrize("answer", [None, [], {}, {"result": None}, {"result": [7, {"values": [[], ["x", "y"]]}]}])
def test_an_answer_of_another_shape_has_no_lines(answer: Any) -> None:
    panel_ = shown(panel(LINES, answer))
    assert panel_.lines is not None
    assert panel_.lines.summary == "no lines in this window"


def test_the_page_lists_lines_and_escapes_them() -> None:
    page = report_html(run(panel(LINES, loki("lines_error")), panel(LINES, stream(HOSTILE), title=HOSTILE)))
    assert "6 lines" in page
    assert "GET /plain/error" in page
    assert "<script" not in page
