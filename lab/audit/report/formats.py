"""The formats that an audit can be written in, and where each of them goes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path

from rich.console import Console

from lab.audit.outcome import Outcome
from lab.audit.registry import CheckDescription
from lab.audit.report.console import print_audit
from lab.audit.report.document import audit_json
from lab.audit.report.html import audit_html
from lab.audit.report.junit import audit_junit
from lab.audit.report.sarif import audit_sarif
from lab.errors import LabError, UsageError
from lab.report.escapes import without_commands
from lab.report.files import write_whole
from lab.report.formatting import relative_path

_WIDTH = 120  # of text in a file


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    HTML = "html"
    JUNIT = "junit"
    SARIF = "sarif"


_ENDINGS = {
    ".txt": Format.TEXT,
    ".json": Format.JSON,
    ".html": Format.HTML,
    ".xml": Format.JUNIT,
    ".sarif": Format.SARIF,
}


def output_formats(outputs: Iterable[Path], format_: Format | None) -> Mapping[Path, Format]:
    """What each file of `--output` is written as: in the format of `--format`, which is then for one file, or else in
    that of its ending. Raises UsageError."""
    files = tuple(outputs)
    if format_ is not None and len(files) > 1:
        remedy = f"leave out --format: the endings {', '.join(_ENDINGS)} say the formats"
        raise UsageError("--format is for one --output, and there are several", remedy=remedy)
    return {file: format_ or _of_ending(file) for file in files}


def _of_ending(file: Path) -> Format:
    ending = ".sarif" if file.name.endswith(".sarif.json") else file.suffix
    if ending not in _ENDINGS:
        remedy = f"end it in {', '.join(_ENDINGS)}, or add --format"
        raise UsageError(f"--output {file}: the format of this file is not known", remedy=remedy)
    return _ENDINGS[ending]


def audit_text(
    outcome: Outcome, format_: Format, descriptions: Mapping[str, CheckDescription], *, everything: bool = False
) -> str:
    match format_:
        case Format.TEXT:
            console = Console(file=io.StringIO(), width=_WIDTH, color_system=None, markup=False, emoji=False)
            print_audit(console, outcome, everything=everything)
            assert isinstance(console.file, io.StringIO)
            return without_commands(console.file.getvalue())
        case Format.JSON:
            return audit_json(outcome)
        case Format.HTML:
            return audit_html(outcome, descriptions)
        case Format.JUNIT:
            return audit_junit(outcome)
        case Format.SARIF:
            return audit_sarif(outcome, descriptions)


def write_reports(
    outcome: Outcome,
    outputs: Mapping[Path, Format],
    descriptions: Mapping[str, CheckDescription],
    *,
    everything: bool = False,
) -> tuple[str, ...]:
    """Writes every file, each completely or not at all, and returns their paths. Raises LabError for those that cannot
    be written, after the others were."""
    problems = []
    for file, format_ in outputs.items():
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, audit_text(outcome, format_, descriptions, everything=everything))
        except OSError as error:
            problems.append(f"could not write {relative_path(file)}: {error.strerror or error}")
    if problems:
        raise LabError("\n".join(problems), remedy="give files in folders that can be written")
    return tuple(relative_path(file) for file in outputs)
