"""Events as lines of JSON."""

from __future__ import annotations

from pathlib import Path

from lab.record.event import Evidence
from lab.report.ci.ndjson import NdjsonReport, ndjson_text
from tests.report.stories import passed


def test_ndjson_report_flushes_each_event(tmp_path: Path) -> None:
    target = tmp_path / "events"
    with target.open("w") as stream:
        report = NdjsonReport(stream)
        for number, event in enumerate(passed().events, 1):
            report.on_event(event)
            assert len(target.read_text().splitlines()) == number  # flushed each time


def test_ndjson_text_has_a_line_for_each_event_and_no_command() -> None:
    odd = Evidence(at_ms=1, kind="log", name="api", text="a\x85b\u2028c\x9b31m ##[error]d ##vso[x] \x1b[2J half \ud800")
    text = ndjson_text((odd, odd))
    (first, second) = text.splitlines()
    assert first == second
    assert "##" not in first and first.isprintable()
    assert Evidence.model_validate_json(first).text == odd.text.replace("\ud800", "\ufffd")
