"""Writes a run's record and its reports into a folder. Each file is written completely or not at all."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from lab.record.run_record import RunRecord
from lab.report.ci.junit import junit_xml
from lab.report.ci.ndjson import ndjson_text
from lab.report.html.page import report_html


@dataclass(frozen=True, slots=True)
class ReportFiles:
    run: Path
    events: Path
    junit: Path
    report: Path


def write_reports(record: RunRecord, folder: Path) -> ReportFiles:
    """Writes the record first, so that an error in a report does not lose it."""
    folder.mkdir(parents=True, exist_ok=True)
    files = ReportFiles(folder / "run.json", folder / "events.ndjson", folder / "junit.xml", folder / "report.html")
    write_whole(files.run, record.model_dump_json(indent=2) + "\n")
    write_whole(files.events, ndjson_text(record.events))
    write_whole(files.junit, junit_xml(record))
    write_whole(files.report, report_html(record))
    return files


def write_whole(path: Path, text: str) -> None:
    """Writes to a temporary file and renames it, so that `path` is never incomplete."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        # answers of backends may contain lone surrogates, which UTF-8 cannot encode
        part.write_text(text, encoding="utf-8", errors="backslashreplace")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
