"""What `lab audit` prints and writes, and its exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lab.audit.model import AuditReport
from lab.cli.audit_report import AuditFormat, ReportOptions, print_checks, put_out, report_options
from lab.errors import ExitCode, LabError, UsageError
from tests.audit.report.examples import shop, well


def options(
    format_: AuditFormat | None = None,
    output: tuple[Path, ...] = (),
    fail_on: tuple[str, ...] = (),
    baseline: Path | None = None,
    write_baseline: Path | None = None,
    everything: bool = False,
) -> ReportOptions:
    return report_options(format_, list(output), list(fail_on), baseline, write_baseline, everything)


@pytest.mark.parametrize(
    ("report", "fail_on", "code"),
    [
        (shop(), (), ExitCode.FAILED),
        (shop(), ("none",), ExitCode.PASSED),
        (shop(), ("quiet",), ExitCode.PASSED),
        (well(), ("broken,missing,misleading,quiet,costly",), ExitCode.PASSED),
    ],
)
def test_put_out_exit_code(report: AuditReport, fail_on: tuple[str, ...], code: ExitCode) -> None:
    assert put_out(report, options(fail_on=fail_on)) is code


def test_put_out_prints_the_text_and_writes_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = (tmp_path / "audit.html", tmp_path / "audit.sarif")
    put_out(shop(), options(output=files))
    printed = capsys.readouterr().out
    assert "8 findings to mend" in printed
    assert all(str(file) in printed for file in files)
    assert json.loads(files[1].read_text())["version"] == "2.1.0"


def test_put_out_prints_a_format_alone(capsys: pytest.CaptureFixture[str]) -> None:
    put_out(shop(), options(AuditFormat.json))
    assert json.loads(capsys.readouterr().out)["schema_version"] == 1


def test_put_out_writes_the_format_into_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put_out(shop(), options(AuditFormat.sarif, (tmp_path / "results",)))
    assert json.loads((tmp_path / "results").read_text())["version"] == "2.1.0"
    assert capsys.readouterr().out.startswith("audit of prometheus")


def test_what_a_written_baseline_has_no_longer_fails(tmp_path: Path) -> None:
    file = tmp_path / "known.yml"
    assert put_out(shop(), options(write_baseline=file)) is ExitCode.PASSED
    assert put_out(shop(), options(baseline=file)) is ExitCode.PASSED
    assert put_out(shop(), options(fail_on=("misleading",), baseline=file)) is ExitCode.FAILED


def test_a_baseline_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        options(baseline=tmp_path / "known.yml")
    assert "--write-baseline" in error.value.remedy


def test_a_baseline_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LabError, match="could not write"):
        put_out(shop(), options(write_baseline=tmp_path / "file" / "known.yml"))


def test_print_checks(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.audit.report.examples import DESCRIPTIONS

    monkeypatch.setattr("lab.audit.checks.DESCRIPTIONS", DESCRIPTIONS)
    print_checks()
    text = capsys.readouterr().out
    assert text.startswith("target-down  (missing)\n  finds  Prometheus cannot scrape a target.\n")
    assert text.index("target-down") < text.index("unknown-label  (broken)")
