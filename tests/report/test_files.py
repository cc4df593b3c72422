"""The files of a run, each complete or absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.record.run_record import RunRecord
from lab.report.files import write_reports, write_whole
from tests.report.stories import passed


def test_write_reports(tmp_path: Path) -> None:
    record = passed()
    files = write_reports(record, tmp_path / "new" / "folder")
    assert RunRecord.model_validate_json(files.run.read_text(encoding="utf-8")) == record
    assert len(files.events.read_text(encoding="utf-8").splitlines()) == len(record.events)
    assert sorted(file.name for file in files.run.parent.iterdir()) == [
        "events.ndjson",
        "junit.xml",
        "report.html",
        "run.json",
    ]


def test_write_whole_failure_leaves_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        write_whole(tmp_path / "folder", "text")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
