"""The files of a run, each complete or absent."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lab.record.event import Evidence, Judged
from lab.record.run_record import RunRecord
from lab.record.verdict import Status
from lab.report.files import write_reports, write_whole
from lab.report.saved_runs import read_record
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


def test_write_reports_to_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file")
    files = write_reports(passed(), tmp_path / "runs" / "x")
    assert len(files.unwritten) == 4
    assert files.unwritten[0].endswith("runs/x/run.json: Not a directory")


def test_write_reports_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, *args: object, **more: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", full)
    files = write_reports(passed(), tmp_path)
    assert [problem.rpartition(": ")[2] for problem in files.unwritten] == ["No space left on device"] * 4
    assert not list(tmp_path.iterdir())


def test_write_reports_without_the_one_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lab.report.files.junit_xml", lambda record: 1 / 0)
    files = write_reports(passed(), tmp_path)
    assert [problem.partition(": ")[2] for problem in files.unwritten] == [
        "internal error: ZeroDivisionError: division by zero"
    ]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["events.ndjson", "report.html", "run.json"]


def test_write_reports_of_words_that_no_file_can_hold(tmp_path: Path) -> None:
    words = "half \ud800 ::error::x \x1b[31m\x00 \u202e"
    verdicts = [event for event in passed().events if isinstance(event, Judged)]
    judgement = verdicts[0].verdict.judgement.model_copy(update={"actual": words, "status": Status.FAILED})
    odd = verdicts[0].model_copy(
        update={"verdict": verdicts[0].verdict.model_copy(update={"judgement": judgement, "name": words})}
    )
    log = Evidence(at_ms=1, kind="log", name="api", text=words)
    record = passed().model_copy(update={"events": (*passed().events, odd, log), "title": words})
    files = write_reports(record, tmp_path)
    assert files.unwritten == ()
    assert read_record(files.run).title == words.replace("\ud800", "\ufffd")
    ElementTree.parse(files.junit)
    assert "\x1b" not in files.report.read_text(encoding="utf-8")


def test_the_page_says_what_was_left_out_of_an_answer(tmp_path: Path) -> None:
    (judged, *_) = [event for event in passed().events if isinstance(event, Judged) and event.verdict.evidence]
    evidence = tuple(
        one.model_copy(update={"cut": "left out of this answer: 7 items"}) for one in judged.verdict.evidence
    )
    large = judged.model_copy(update={"verdict": judged.verdict.model_copy(update={"evidence": evidence})})
    files = write_reports(passed().model_copy(update={"events": (large,)}), tmp_path)
    assert "left out of this answer: 7 items; it was judged by all of it" in files.report.read_text(encoding="utf-8")
