"""`lab why --run`: explained from the record of a run, which needs no engine."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from lab.cli.why import why
from lab.errors import UsageError
from lab.language.times import format_time
from lab.record.event import Evidence
from lab.why.serialization import to_detail
from tests.record.example_record import record
from tests.why.captured_labs import captured_lab


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a run whose record has the series of a Prometheus."""
    monkeypatch.setenv("LAB_RUNS", str(tmp_path))
    lab = captured_lab("otel-direct")
    detail = to_detail(lab.inventory, lab.dialects)
    return write(tmp_path, Evidence(at_ms=1, kind="inventory", name="prometheus", detail=detail))


def write(runs: Path, *events: Evidence) -> str:
    (runs / "otel-direct-1").mkdir()
    (runs / "otel-direct-1" / "run.json").write_text(record(*events).model_dump_json(), encoding="utf-8")
    return "otel-direct-1"


def exit_code(query: str, run: str, service: str | None = None) -> int:
    with pytest.raises(typer.Exit) as ended:
        why(query, run=run, service=service)
    return ended.value.exit_code


def test_why_explained(run: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("http_requests_total", run) == 0
    output = capsys.readouterr().out
    assert output.startswith("no data at the end of the run: http_requests_total\n")
    assert "instead: http_server_duration_milliseconds_count" in output


def test_why_query_with_data(run: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("http_server_duration_milliseconds_count", run, "prometheus") == 1
    assert " series at the end of the run, judged by labels" in capsys.readouterr().out


def test_why_at_a_moment_of_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the run explained is printed for its query and moment; another moment is explained from the record."""
    monkeypatch.setenv("LAB_RUNS", str(tmp_path))
    lab = captured_lab("otel-direct")
    detail = to_detail(lab.inventory, lab.dialects)
    at = lab.inventory.taken_at - 1
    stored = Evidence(
        at_ms=2, kind="explanation", name="nope", text="as explained\n", detail={"at": at, "explained": True}
    )
    run = write(tmp_path, Evidence(at_ms=1, kind="inventory", name="prometheus", detail=detail), stored)
    with pytest.raises(typer.Exit) as ended:
        why("nope", run=run, at=format_time(at))
    assert ended.value.exit_code == 0
    assert capsys.readouterr().out == "as explained\n"
    with pytest.raises(typer.Exit):
        why("nope", run=run, at=format_time(at - 1))
    assert capsys.readouterr().out.startswith(f"no data at {format_time(at - 1)}: nope\n")


def test_why_at_what_is_no_time(run: str) -> None:
    with pytest.raises(UsageError, match="--at: 'noon' is not a time"):
        why("up", run=run, at="noon")


def test_why_unknown_service(run: str) -> None:
    with pytest.raises(UsageError, match="'loki' is not in this record") as caught:
        why("up", run=run, service="loki")
    assert caught.value.remedy == "select one of: prometheus"


def test_why_record_without_series(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_RUNS", str(tmp_path))
    with pytest.raises(UsageError, match="holds no series of a Prometheus"):
        why("up", run=write(tmp_path))


def test_why_lab_and_run() -> None:
    with pytest.raises(UsageError, match="give one of --lab, --run and --prometheus"):
        why("up", lab="prom-pull", run="prom-pull-1")


def test_why_logql() -> None:
    with pytest.raises(UsageError, match="this is not PromQL"):
        why('{job="api"} |= "error"')
