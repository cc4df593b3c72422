"""Puts a comparison's record and its reports into a folder, and reads such a record back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lab.comparison.record import SCHEMA_VERSION, ComparisonRecord
from lab.comparison.report.html import comparison_html
from lab.comparison.report.markdown import comparison_markdown
from lab.comparison.verdicts import compare
from lab.errors import UsageError
from lab.report.files import write_whole


@dataclass(frozen=True, slots=True)
class Paths:
    json: Path
    html: Path
    markdown: Path


def write_comparison(record: ComparisonRecord, folder: Path) -> Paths:
    """The record comes first: a report that cannot be made must not cost what it would have shown."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = Paths(folder / "comparison.json", folder / "comparison.html", folder / "comparison.md")
    write_whole(paths.json, record.model_dump_json(indent=2) + "\n")
    comparison = compare(record)
    write_whole(paths.html, comparison_html(record, comparison))
    write_whole(paths.markdown, comparison_markdown(record, comparison))
    return paths


def read_comparison(file: Path) -> ComparisonRecord:
    """Raises UsageError, in words, for what is no record of a comparison or one that this lab does not know."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror or error}") from error
    except ValueError as error:  # of JSON, and of bytes that are no text
        raise UsageError(f"{file} is not JSON", remedy=_REMEDY) from error
    if not isinstance(data, dict) or "sides" not in data or "repetitions" not in data:
        raise UsageError(f"{file} is {_what(data)}, not the record of a comparison", remedy=_REMEDY)
    version = data.get("schema_version")
    if version != SCHEMA_VERSION:
        words = f"{file} is a comparison of version {version!r}; this lab reads version {SCHEMA_VERSION}"
        raise UsageError(words, remedy="compare again, or read it with the lab that wrote it")
    try:
        return ComparisonRecord.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise UsageError(f"{file} is not a whole comparison: {where}: {first['msg']}", remedy=_REMEDY) from error


_REMEDY = "name the comparison.json that 'lab compare' wrote"


def _what(data: Any) -> str:
    return "the record of a run" if isinstance(data, dict) and "events" in data else "some other JSON"
