"""Events as lines of JSON."""

from __future__ import annotations

from pathlib import Path

from lab.report.ci.ndjson import NdjsonReport
from tests.report.stories import passed


def test_ndjson_report_flushes_each_event(tmp_path: Path) -> None:
    target = tmp_path / "events"
    with target.open("w") as stream:
        report = NdjsonReport(stream)
        for number, event in enumerate(passed().events, 1):
            report.on_event(event)
            assert len(target.read_text().splitlines()) == number  # flushed each time
