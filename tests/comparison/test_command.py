"""`lab compare` on records, from options to exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lab.comparison.arguments import Overrides
from lab.comparison.command import CompareOptions, run_compare
from lab.comparison.record import ComparisonRecord
from lab.comparison.recorded_runs import record_of_runs
from lab.comparison.report.files import write_record
from lab.errors import ExitCode, UsageError
from lab.settings import Settings
from tests.comparison.report.example_records import pull_vs_push
from tests.plan.planned import CHECKOUT, FOLDERS
from tests.report.stories import failed, passed


def settings(folder: Path) -> Settings:
    return Settings(project=CHECKOUT, bundled=CHECKOUT, state=folder / "state", runs=folder / "runs")


def recorded(folder: Path) -> tuple[Path, ComparisonRecord]:
    record = record_of_runs((passed(), failed()), ("run-1", "run-2"), FOLDERS)
    return write_record(record, folder / "runs" / "compare-1"), record


def test_run_compare_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, record = recorded(tmp_path)

    assert run_compare((str(file),), CompareOptions(as_json=True), settings(tmp_path), FOLDERS) is ExitCode.PASSED
    assert json.loads(capsys.readouterr().out)["title"] == record.title


@pytest.mark.parametrize(
    ("more", "options", "message"),
    [
        pytest.param(
            ("prom-pull",),
            CompareOptions(),
            "prom-pull: records can only be compared with records",
            id="with a scenario",
        ),
        pytest.param(
            (), CompareOptions(images=("prometheus=x:1",)), "records are compared as they are", id="another image"
        ),
        pytest.param(
            (), CompareOptions(overrides=Overrides(repeat=2)), "records are compared as they are", id="more repetitions"
        ),
        pytest.param(
            (), CompareOptions(against="nothing"), "--against nothing: no comparison.json there", id="no earlier"
        ),
        pytest.param(
            (), CompareOptions(fail_on=("speed > 3",)), "'speed > 3': unknown measure 'speed'", id="no measure"
        ),
    ],
)
def test_run_compare_refused(more: tuple[str, ...], options: CompareOptions, message: str, tmp_path: Path) -> None:
    file, _ = recorded(tmp_path)
    with pytest.raises(UsageError) as caught:
        run_compare((str(file), *more), options, settings(tmp_path), FOLDERS)
    assert caught.value.message == message


def test_run_compare_failures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write_record(pull_vs_push(), tmp_path / "runs" / "compare-1")
    options = CompareOptions(fail_on=("push: cpu.loaded > 300m", "loss > 0"))

    assert run_compare((str(file),), options, settings(tmp_path), FOLDERS) is ExitCode.FAILED

    exceeded, contradicted = capsys.readouterr().err.splitlines()
    assert exceeded == "threshold exceeded: push: cpu.loaded is 326.9 millicores (fail if > 300 millicores)"
    assert contradicted.startswith(
        "expected difference contradicted: pull and push: memory: expected push better; pull is"
    )
    assert (file.parent / "comparison.html").exists() and (file.parent / "comparison.md").exists()


def test_run_compare_against_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write_record(pull_vs_push(expected=()), tmp_path / "runs" / "compare-1")

    assert run_compare((str(file), str(file)), CompareOptions(), settings(tmp_path), FOLDERS) is ExitCode.PASSED
    assert "pull: now vs before, 11 measures: " in capsys.readouterr().out


def test_run_compare_worse_than_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = pull_vs_push(expected=())
    twice = tuple(
        repetition.model_copy(
            update={
                "measurements": tuple(
                    m.model_copy(update={"value": m.value * 2})
                    if m.name == "memory" and repetition.side == "push"
                    else m
                    for m in repetition.measurements
                )
            }
        )
        if repetition.side == "push"
        else repetition
        for repetition in before.repetitions
    )
    files = [
        write_record(record, tmp_path / "runs" / name)
        for name, record in (("1", before), ("2", before.model_copy(update={"repetitions": twice})))
    ]
    options = CompareOptions(against=str(files[0]))

    assert run_compare((str(files[1]),), options, settings(tmp_path), FOLDERS) is ExitCode.FAILED
    assert capsys.readouterr().err.startswith("worse than before: push: memory: ")
