"""Records and reports are written, and records read back or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.comparison.report.files import read_record, write_record, write_reports
from lab.comparison.verdicts import compare
from lab.errors import UsageError
from lab.report.files import write_reports as write_run_reports
from tests.comparison.report.example_records import (
    pull_vs_push,
)
from tests.report.stories import passed


def test_write_record_and_reports(tmp_path: Path) -> None:
    record = pull_vs_push()
    file = write_record(record, tmp_path / "new" / "folder")
    assert write_reports(record, compare(record), file.parent) == file.with_name("comparison.html")
    assert read_record(file) == record
    assert sorted(path.name for path in file.parent.iterdir()) == [
        "comparison.html",
        "comparison.json",
        "comparison.md",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("sides: 2", "is not JSON"),
        ("[]", "is some other JSON, not a comparison record"),
        (
            '{"sides": [], "repetitions": [], "schema_version": 7}',
            "is a comparison record of version 7; this lab reads version 2",
        ),
        (
            '{"sides": [], "repetitions": [], "schema_version": 1}',
            "is a comparison record of version 1; this lab reads version 2",
        ),
        ('{"sides": [], "repetitions": [], "schema_version": 2}', "is incomplete: name: Field required"),
    ],
)
def test_read_record_refused(text: str, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "comparison.json"
    file.write_text(text)
    with pytest.raises(UsageError) as refused:
        read_record(file)
    assert refused.value.message == f"{file} {problem}"


def test_read_record_of_a_run_or_a_missing_file(tmp_path: Path) -> None:
    run = write_run_reports(passed(), tmp_path).run
    with pytest.raises(UsageError, match="is a run record, not a comparison record"):
        read_record(run)
    with pytest.raises(UsageError, match=r"cannot read .*: No such file or directory"):
        read_record(tmp_path / "missing.json")
