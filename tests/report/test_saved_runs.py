"""Records of runs are found and read, or refused."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from lab.errors import UsageError
from lab.report.saved_runs import find_record, read_record
from tests.report.stories import passed


def written(folder: Path, **changes: object) -> Path:
    file = folder / "run.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(json.loads(passed().model_dump_json()) | changes))
    return file


def test_find_record(tmp_path: Path) -> None:
    older, newer = written(tmp_path / "a"), written(tmp_path / "b")
    os.utime(older, (1, 1))
    assert find_record(None, tmp_path) == newer
    for name in ("a", str(tmp_path / "a"), str(older)):
        assert find_record(name, tmp_path) == older


def test_find_record_without_runs(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no run in .*"):
        find_record(None, tmp_path)
    with pytest.raises(UsageError, match=r"there is no run 'x' in .*"):
        find_record("x", tmp_path)


def test_read_record(tmp_path: Path) -> None:
    assert read_record(written(tmp_path / "a")) == passed()


@pytest.mark.parametrize(
    ("changes", "message", "remedy"),
    [
        (
            {"schema_version": 1},
            "was written by an earlier lab (record version 1); this lab reads version 2",
            "run the scenario again",
        ),
        (
            {"schema_version": 9},
            "was written by a later lab (record version 9); this lab reads version 2",
            "update lab",
        ),
        (
            {"colour": "red"},
            "is not the record of a run: colour: extra inputs are not permitted",
            "give a run's folder or its run.json",
        ),
    ],
)
def test_read_record_refused(changes: dict[str, object], message: str, remedy: str, tmp_path: Path) -> None:
    file = written(tmp_path / "a", **changes)
    with pytest.raises(UsageError) as caught:
        read_record(file)
    assert (caught.value.message, caught.value.remedy) == (f"{file} {message}", remedy)


def test_read_record_not_json(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    file.write_text("{")
    with pytest.raises(UsageError, match="is not JSON"):
        read_record(file)
