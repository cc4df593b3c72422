"""What `lab audit` puts out: the options for formats, files, the baseline and the exit code, and what they do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lab.audit.model import AuditReport, FindingClass, KnownFinding
    from lab.audit.outcome import Outcome
    from lab.audit.report.formats import Format
    from lab.errors import ExitCode


class AuditFormat(StrEnum):
    text = "text"
    json = "json"
    html = "html"
    junit = "junit"
    sarif = "sarif"


FormatOption = Annotated[
    AuditFormat | None,
    typer.Option("--format", help="of what is printed, or of --output  [default: text, or by the file's ending]"),
]
Output = Annotated[
    list[Path],
    typer.Option(
        "--output",
        metavar="FILE",
        help="write a report: .html, .json, .sarif, .xml (JUnit) or .txt; the text is still printed; repeatable",
    ),
]
FailOn = Annotated[
    list[str],
    typer.Option(
        "--fail-on",
        metavar="CLASS,...",
        help="exit with 1 for findings of these classes: broken, missing, misleading, quiet, costly, or none  "
        "[default: broken,missing]",
    ),
]
BaselineOption = Annotated[
    Path | None,
    typer.Option("--baseline", metavar="FILE", help="findings that are known: they are counted, and do not fail"),
]
WriteBaseline = Annotated[
    Path | None,
    typer.Option("--write-baseline", metavar="FILE", help="write what fails now as a baseline, and exit with 0"),
]
Everything = Annotated[bool, typer.Option("--all", help="print everything: long lists, known ones, and what is well")]
ListChecks = Annotated[
    bool, typer.Option("--list-checks", help="print what is looked for, with how to mend it, and audit nothing")
]


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """`printed` is the format on standard output; `baseline`: what is known, and the file to write."""

    printed: Format
    outputs: Mapping[Path, Format]
    fail_on: frozenset[FindingClass]
    everything: bool
    known: tuple[KnownFinding, ...]
    write_baseline: Path | None


def report_options(
    format_: AuditFormat | None,
    output: list[Path],
    fail_on: list[str],
    baseline: Path | None,
    write_baseline: Path | None,
    everything: bool,
) -> ReportOptions:
    """Reads the baseline. Raises UsageError, before anything is asked."""
    from lab.audit.baseline import read_baseline
    from lab.audit.outcome import parse_fail_on
    from lab.audit.report.formats import Format, output_formats

    wanted = None if format_ is None else Format(format_.value)
    return ReportOptions(
        printed=wanted if wanted and not output else Format.TEXT,
        outputs=output_formats(output, wanted),
        fail_on=parse_fail_on(fail_on),
        everything=everything,
        known=() if baseline is None else read_baseline(_text(baseline), str(baseline)),
        write_baseline=write_baseline,
    )


def _text(file: Path) -> str:
    from lab.errors import UsageError

    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        remedy = f"write one first: --write-baseline {file}"
        raise UsageError(f"--baseline {file}: {error.strerror}", remedy=remedy) from None
    except UnicodeDecodeError:
        raise UsageError(f"--baseline {file} is not UTF-8", remedy="save it as UTF-8") from None


def put_out(report: AuditReport, options: ReportOptions) -> ExitCode:
    """Prints and writes the reports and the baseline; the exit code of the audit."""
    from lab.audit.baseline import baseline_text, with_baseline
    from lab.audit.checks import DESCRIPTIONS
    from lab.audit.outcome import Outcome
    from lab.audit.report.formats import Format, audit_text, write_reports

    outcome = Outcome(with_baseline(report, options.known), options.fail_on)
    files = write_reports(outcome, options.outputs, DESCRIPTIONS, everything=options.everything)
    if options.printed is Format.TEXT:
        _print(outcome, options, files)
    else:
        typer.echo(audit_text(outcome, options.printed, DESCRIPTIONS, everything=options.everything), nl=False)
    if options.write_baseline is None:
        return outcome.exit_code
    return _write_baseline(options.write_baseline, baseline_text(outcome, options.known))


def _print(outcome: Outcome, options: ReportOptions, files: tuple[str, ...]) -> None:
    from lab.audit.report.console import print_audit
    from lab.report.console.terminal import terminal

    print_audit(terminal(), outcome, everything=options.everything, reports=files)


def _write_baseline(file: Path, text: str) -> ExitCode:
    from lab.errors import ExitCode, LabError
    from lab.report.files import write_whole

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, text)
    except OSError as error:
        remedy = "give a file in a folder that can be written"
        raise LabError(f"could not write {file}: {error.strerror or error}", remedy=remedy) from None
    return ExitCode.PASSED


def print_checks() -> None:
    """Every check with its classes, what it finds and how to mend it."""
    from rich.text import Text

    from lab.audit.checks import DESCRIPTIONS
    from lab.report.console.hanging import print_hanging
    from lab.report.console.terminal import terminal

    console = terminal()
    for number, one in enumerate(sorted(DESCRIPTIONS.values(), key=lambda description: description.name)):
        if number:
            console.print()
        print_hanging(console, Text(), f"{one.name}  ({', '.join(one.classes)})", style="bold")
        print_hanging(console, Text("  finds  ", "dim"), one.finds)
        print_hanging(console, Text("  mend   ", "dim"), one.mend)
