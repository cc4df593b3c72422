"""The `lab` command: registers the subcommands, one file of this package each, and turns errors into exit codes.

Commands import what they need when they are called: `lab --help` imports nothing but this package.
"""

from __future__ import annotations

import sys
from typing import Annotated, Never

import typer

from lab import __version__
from lab.cli.check import check
from lab.cli.compare import compare
from lab.cli.doctor import doctor
from lab.cli.down import down
from lab.cli.images import images
from lab.cli.invocation import read_settings
from lab.cli.list import list_
from lab.cli.load import load
from lab.cli.logs import logs
from lab.cli.ps import ps
from lab.cli.render import render
from lab.cli.report import report
from lab.cli.run import run
from lab.cli.schema import schema
from lab.cli.up import up
from lab.cli.why import why
from lab.errors import ExitCode, LabError
from lab.signals import on_signals, say

app = typer.Typer(
    help="Start a telemetry architecture, load it, break it, and check what really arrives.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("list")(list_)
for command in (check, render, run, up, load, ps, logs, down, report, why, compare, doctor, schema):
    app.command()(command)
app.add_typer(images, name="images")


def _print_version(requested: bool) -> None:
    if requested:
        typer.echo(f"lab {__version__}")
        raise typer.Exit


@app.callback()
def lab(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="print the version of lab")
    ] = False,
) -> None:
    pass


def main() -> None:
    on_signals(_interrupt)
    try:
        sys.exit(app(prog_name="lab", standalone_mode=False))
    except LabError as error:
        _print_error(error)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(ExitCode.INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the one place where a bug of lab becomes a message
        from lab.internal_errors import log_internal_error

        # Click's error for wrong arguments has a message that names the option.
        if hasattr(error, "show") and hasattr(error, "exit_code"):
            error.show()
            sys.exit(ExitCode.USAGE)
        print(log_internal_error(error, read_settings()), file=sys.stderr)
        sys.exit(ExitCode.BUG)


def _interrupt(signum: int, frame: object) -> Never:
    """Raises KeyboardInterrupt on the first signal only: labs are then taken down, and a second must not stop that."""
    on_signals(_still_taking_down)
    say("\ninterrupted: taking down what was started")
    raise KeyboardInterrupt


def _still_taking_down(signum: int, frame: object) -> None:
    say("still taking down; if this process is killed, run: lab down --all")


def _print_error(error: LabError) -> None:
    """Errors quote logs, which must not write to the terminal or to a CI system what they like."""
    from lab.report.escapes import without_commands
    from lab.report.formatting import printable

    for part in (error.evidence, error.message, error.remedy and f"hint: {error.remedy}"):
        if part:
            print(without_commands(printable(part)), file=sys.stderr)


if __name__ == "__main__":
    main()
