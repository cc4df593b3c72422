"""`lab report`: writes the reports of a finished run again, from its record."""

from __future__ import annotations

from typing import Annotated

import typer

from lab.cli.completion import run_names
from lab.cli.invocation import end, read_settings


def report(
    name: Annotated[
        str | None,
        typer.Argument(
            help="a run's name, folder or run.json  [default: the latest run]",
            metavar="[RUN]",
            autocompletion=run_names,
        ),
    ] = None,
) -> None:
    """Re-render the reports of a run.

    Exits as the run did: with 0 if it passed.
    """
    from lab.errors import UsageError
    from lab.report.console.summary import print_summary
    from lab.report.console.terminal import terminal
    from lab.report.files import write_reports
    from lab.report.formatting import relative_path
    from lab.report.saved_runs import find_record, read_record

    file = find_record(name, read_settings().runs)
    record = read_record(file)
    files = write_reports(record, file.parent)
    print_summary(terminal(), record, relative_path(files.report))
    if files.unwritten:
        raise UsageError(
            "\n".join(f"could not write {problem}" for problem in files.unwritten), remedy="make the folder writable"
        )
    end(record.result.exit_code)
