from __future__ import annotations

from pathlib import Path

import pytest
import typer

from lab.cli.report import report
from tests.record.example_record import WHOLE


def test_report_of_a_named_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LAB_RUNS", str(tmp_path))
    folder = tmp_path / "prom-pull-1"
    folder.mkdir()
    (folder / "run.json").write_text(WHOLE.model_dump_json(), encoding="utf-8")

    with pytest.raises(typer.Exit) as ended:
        report("prom-pull-1")

    assert ended.value.exit_code == 0  # a killed mutant
    assert (folder / "report.html").is_file()
    assert "report.html" in capsys.readouterr().out
