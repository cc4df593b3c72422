"""The `lab` command: registers the subcommands, one file of this package each, and turns errors into exit codes.

Commands import what they need when they are called: `lab --help` imports nothing but this package.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from typing import Annotated, Never

import typer

from lab import __version__
from lab.cli.audit import audit
from lab.cli.check import check
from lab.cli.compare import compare
from lab.cli.doctor import doctor
from lab.cli.down import down
from lab.cli.drill import drill
from lab.cli.export import export
from lab.cli.images import images
from lab.cli.init import init
from lab.cli.invocation import read_settings
from lab.cli.kubectl import kubectl
from lab.cli.list import list_
from lab.cli.load import load
from lab.cli.logs import logs
from lab.cli.ps import ps
from lab.cli.render import render
from lab.cli.report import report
from lab.cli.run import run
from lab.cli.schema import schema
from lab.cli.translate import translate
from lab.cli.up import up
from lab.cli.why import why
from lab.errors import CannotStart, ExitCode, LabError
from lab.signals import on_signals, say

_BROKEN_PIPE = 128 + signal.SIGPIPE
_OF_THE_MACHINE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENOTDIR)

app = typer.Typer(
    help="Start a telemetry architecture, load it, break it, and check what really arrives.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("list")(list_)
for command in (
    check,
    init,
    render,
    run,
    up,
    load,
    ps,
    logs,
    down,
    report,
    audit,
    why,
    translate,
    compare,
    drill,
    doctor,
):
    app.command()(command)
app.command()(schema)
app.add_typer(export, name="export")
# Options are kubectl's, also before the first argument.
app.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})(kubectl)
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
    _print_any_character()
    try:
        sys.exit(app(prog_name="lab", standalone_mode=False))
    except LabError as error:
        _print_error(error)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of a pipe has gone, as in `lab list | head -1`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_BROKEN_PIPE)
    except OSError as error:
        if error.errno not in _OF_THE_MACHINE:
            _report_bug(error)
        _print_error(_machine_error(error))
        sys.exit(ExitCode.CANNOT_START)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(ExitCode.INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the one place where a bug of lab becomes a message
        # Click's error for wrong arguments has a message that names the option.
        if hasattr(error, "show") and hasattr(error, "exit_code"):
            error.show()
            sys.exit(ExitCode.USAGE)
        _report_bug(error)


def _report_bug(error: Exception) -> Never:
    from lab.internal_errors import log_internal_error

    try:
        print(log_internal_error(error, read_settings()), file=sys.stderr)
    except LabError as unusable:
        print(f"internal error: {type(error).__name__}: {error}", file=sys.stderr)
        _print_error(unusable)
    sys.exit(ExitCode.BUG)


def _machine_error(error: OSError) -> CannotStart:
    """A disk that is full or a folder that may not be written."""
    where = f"{error.filename}: " if error.filename else ""
    remedy = "lab writes to LAB_STATE (default ~/.local/state/lab) and LAB_RUNS (default lab-runs): set them to folders"
    return CannotStart(f"{where}{error.strerror}", remedy=f"{remedy} that can be written")


def _print_any_character() -> None:
    """With PYTHONIOENCODING=ascii, prints `\\u2713` for what the encoding lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


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
