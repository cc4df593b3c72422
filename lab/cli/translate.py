"""`lab translate`: rewrites rule files and dashboards of one dialect for another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lab.translate.report import Entry, TranslatedFile


def translate(
    files: Annotated[
        list[Path],
        typer.Argument(help="rule files (YAML) and dashboards (Grafana's JSON)", metavar="FILE...", show_default=False),
    ],
    from_: Annotated[
        str,
        typer.Option("--from", metavar="DIALECT", help="the dialect that they are written for: prometheus-client"),
    ],
    to: Annotated[
        str,
        typer.Option(
            metavar="DIALECT", help="the dialect that is wanted, also with a path: otel-http-ms/collector-scrape"
        ),
    ],
    to_dir: Annotated[
        Path | None,
        typer.Option(
            "--to-dir", metavar="DIR", help="write the translated files there  [default: only say what becomes of them]"
        ),
    ] = None,
) -> None:
    """Rewrite rules and dashboards for another instrumentation."""
    from lab.cli.invocation import read_settings
    from lab.errors import ExitCode
    from lab.stack.folders import Folders
    from lab.translate.files import translate_files
    from lab.translate.paths import world

    dialects = Folders(read_settings().roots(), Path.cwd()).dialects()
    source, target = world(from_, dialects), world(to, dialects)
    outputs = _outputs(files, to_dir) if to_dir is not None else {}
    texts = {str(file): _read(file) for file in files}
    translated = translate_files(texts, source, target)
    for result in translated:
        _print_file(result, outputs.get(result.file))
    if to_dir is not None:
        to_dir.mkdir(parents=True, exist_ok=True)
        for result in translated:
            outputs[result.file].write_text(result.text, encoding="utf-8", newline="")
    refused = [entry for result in translated for entry in result.refused]
    typer.echo(_summary(translated))
    if refused:
        raise typer.Exit(ExitCode.FAILED)


def _outputs(files: Sequence[Path], to_dir: Path) -> dict[str, Path]:
    """Raises UsageError where two files would be written to one, or one over itself."""
    from lab.errors import UsageError

    outputs: dict[str, Path] = {}
    for file in files:
        output = to_dir / file.name
        if output in outputs.values():
            raise UsageError(f"two files are called {file.name}", remedy="translate them into two folders")
        if output.resolve() == file.resolve():
            raise UsageError(f"{file} would be overwritten", remedy="give another folder with --to-dir")
        outputs[str(file)] = output
    return outputs


def _read(file: Path) -> str:
    from lab.errors import UsageError

    try:
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not UTF-8", remedy="save it as UTF-8") from None


def _print_file(result: TranslatedFile, output: Path | None) -> None:
    typer.echo(f"{result.file}{f' -> {output}' if output else ''}")
    for entry in result.entries:
        if entry.outcome != "left" or "as it is" in entry.detail:
            _print_entry(entry)


def _print_entry(entry: Entry) -> None:
    from lab.report.escapes import without_commands
    from lab.report.formatting import printable

    def say(text: str, indent: str) -> None:
        lines = without_commands(printable(text)).splitlines()
        typer.echo("\n".join(indent + line.strip() for line in lines))

    detail = f": {entry.detail}" if entry.detail else ""
    say(f"{entry.place} {entry.what}: {entry.outcome}{detail}", "  ")
    if entry.outcome == "translated":
        say(entry.after, "    ")
    if entry.outcome == "refused":
        say(entry.before, "    ")
    for note in entry.notes:
        say(f"- {note}", "    ")


def _summary(translated: Sequence[TranslatedFile]) -> str:
    entries = [entry for result in translated for entry in result.entries]
    counts = {
        outcome: sum(entry.outcome == outcome for entry in entries) for outcome in ("translated", "refused", "left")
    }
    return f"{counts['translated']} translated, {counts['refused']} refused, {counts['left']} need no translation"
