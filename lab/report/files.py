"""Writes a run's record and its reports into a folder. Each file is written completely or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from lab.record.run_record import RunRecord
from lab.record.serialization import to_json
from lab.report.ci.junit import junit_xml
from lab.report.ci.ndjson import ndjson_text
from lab.report.formatting import one_line, relative_path
from lab.report.html.page import report_html


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """`unwritten`: what could not be written, each with the reason."""

    run: Path
    events: Path
    junit: Path
    report: Path
    unwritten: tuple[str, ...] = ()


def write_reports(record: RunRecord, folder: Path) -> ReportFiles:
    """Writes the record first. What cannot be written does not keep the others from being written; never raises."""
    files = ReportFiles(folder / "run.json", folder / "events.ndjson", folder / "junit.xml", folder / "report.html")
    texts: tuple[tuple[Path, Callable[[], str]], ...] = (
        (files.run, lambda: to_json(record, indent=2) + "\n"),
        (files.events, lambda: ndjson_text(record.events)),
        (files.junit, lambda: junit_xml(record)),
        (files.report, lambda: report_html(record)),
    )
    failures = (_failure(path, text) for path, text in texts)
    return replace(files, unwritten=tuple(filter(None, failures)))


def _failure(path: Path, text: Callable[[], str]) -> str:
    """Why a report could not be written; empty when it was."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text())
    except OSError as error:
        return f"{relative_path(path)}: {error.strerror or error}"
    except Exception as error:  # noqa: BLE001 - a bug in one report must not lose the verdicts and the other reports
        return f"{relative_path(path)}: internal error: {type(error).__name__}: {one_line(str(error))[:200]}"
    return ""


def write_whole(path: Path, text: str) -> None:
    """Writes to a temporary file and renames it, so that `path` is never incomplete."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        # answers of backends may contain lone surrogates, which UTF-8 cannot encode
        part.write_text(text, encoding="utf-8", errors="backslashreplace")
        part.replace(path)
    finally:
        with suppress(OSError):  # of a folder that cannot be written: the first error says why
            part.unlink(missing_ok=True)
