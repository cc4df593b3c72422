"""Reports of runs that are over: where they are, or made anew from the record."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

import lab.expectations  # noqa: F401 - a kind may have queries of its own, and records hold them
from lab.commands.output import console, shown
from lab.errors import ExitCode, UsageError
from lab.record.run_record import RunRecord
from lab.report.console.summary import print_summary
from lab.report.files import write_reports
from lab.settings import Settings


def report(name: str | None, settings: Settings) -> ExitCode:
    """Tells a run again and writes its reports anew: the latest, or one by its folder or its record."""
    file = record_file(name, settings)
    record = read_record(file)
    paths = write_reports(record, file.parent)
    print_summary(console(), record, shown(paths.report))
    return ExitCode.PASSED if record.passed else ExitCode.FAILED


def read_record(file: Path) -> RunRecord:
    """Raises UsageError."""
    try:
        return RunRecord.model_validate_json(file.read_text(encoding="utf-8"))
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(
            f"{file} is not a record this lab reads: {'.'.join(map(str, first['loc']))}: {first['msg'].lower()}",
            remedy="run the scenario again, or use the version of lab that wrote it",
        ) from None


def record_file(name: str | None, settings: Settings) -> Path:
    if name is None:
        runs = sorted(settings.runs.glob("*/run.json"), key=lambda path: path.stat().st_mtime)
        if not runs:
            raise UsageError(f"there is no run in {settings.runs}", remedy="make one: lab run prom-pull")
        return runs[-1]
    for candidate in (Path(name), Path(name) / "run.json", settings.runs / name / "run.json"):
        if candidate.is_file():
            return candidate
    raise UsageError(f"there is no run {name!r} in {settings.runs}", remedy="name a run's folder or its run.json")
