"""Writes a comparison's record and its reports into a folder, and reads such a record back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lab.comparison.record import SCHEMA_VERSION, ComparisonRecord
from lab.comparison.report.html import comparison_html
from lab.comparison.report.markdown import comparison_markdown
from lab.comparison.result import ComparisonResult
from lab.errors import UsageError
from lab.report.files import write_whole


def write_record(record: ComparisonRecord, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "comparison.json"
    write_whole(file, record.model_dump_json(indent=2) + "\n")
    return file


def write_reports(record: ComparisonRecord, result: ComparisonResult, folder: Path) -> Path:
    """The page that was written. The record is written before: a report that fails must not lose the measurements."""
    page = folder / "comparison.html"
    write_whole(page, comparison_html(record, result))
    write_whole(folder / "comparison.md", comparison_markdown(record, result))
    return page


def read_record(file: Path) -> ComparisonRecord:
    """Raises UsageError for what is not a comparison record, or one of another version."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror or error}") from error
    except ValueError as error:  # not JSON, or not UTF-8
        raise UsageError(f"{file} is not JSON", remedy=_REMEDY) from error
    if not isinstance(data, dict) or "sides" not in data or "repetitions" not in data:
        raise UsageError(f"{file} is {_kind(data)}, not a comparison record", remedy=_REMEDY)
    version = data.get("schema_version")
    if version != SCHEMA_VERSION:
        raise UsageError(
            f"{file} is a comparison record of version {version!r}; this lab reads version {SCHEMA_VERSION}",
            remedy="run the comparison again, or use the version of lab that wrote it",
        )
    try:
        return ComparisonRecord.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise UsageError(f"{file} is incomplete: {where}: {first['msg']}", remedy=_REMEDY) from error


_REMEDY = "name the comparison.json that 'lab compare' wrote"


def _kind(data: Any) -> str:
    return "a run record" if isinstance(data, dict) and "events" in data else "some other JSON"
