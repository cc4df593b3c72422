"""Finds and reads the records of runs on disk."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from lab.errors import UsageError
from lab.record.run_record import SCHEMA_VERSION, RunRecord


def find_record(name: str | None, runs: Path) -> Path:
    """The run.json of a run named by its folder or its record; of the latest when None. Raises UsageError."""
    if name is None:
        files = sorted(runs.glob("*/run.json"), key=lambda path: path.stat().st_mtime)
        if not files:
            raise UsageError(f"there is no run in {runs}", remedy="start one, for example: lab run prom-pull")
        return files[-1]
    for candidate in (Path(name), Path(name) / "run.json", runs / name / "run.json"):
        if candidate.is_file():
            return candidate
    raise UsageError(f"there is no run {name!r} in {runs}", remedy="give a run's folder or its run.json")


def read_record(file: Path) -> RunRecord:
    """Raises UsageError for a file that is not a run record of this version."""
    text = file.read_text(encoding="utf-8")
    try:
        data = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{file} is not JSON: {error}", remedy="run the scenario again") from None
    version = data.get("schema_version") if isinstance(data, dict) else None
    if version == 1:
        raise UsageError(
            f"{file} was written by an earlier lab (record version 1); this lab reads version {SCHEMA_VERSION}",
            remedy="run the scenario again",
        )
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise UsageError(
            f"{file} was written by a later lab (record version {version}); this lab reads version {SCHEMA_VERSION}",
            remedy="update lab",
        )
    try:
        return RunRecord.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(
            f"{file} is not the record of a run: {'.'.join(map(str, first['loc']))}: {first['msg'].lower()}",
            remedy="give a run's folder or its run.json",
        ) from None
