"""`lab logs`: the container logs of a running lab."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from lab.cli.arguments import RunningLab
from lab.cli.invocation import read_settings


def logs(
    name: RunningLab,
    service: Annotated[str | None, typer.Argument(help="a service  [default: all]")] = None,
    tail: Annotated[
        int, typer.Option(min=0, max=100_000, metavar="N", help="print the last N lines of each service")
    ] = 50,
    raw: Annotated[
        bool, typer.Option("--raw", help="print them as they are, with escape sequences and control characters")
    ] = False,
) -> None:
    """Print the container logs of a running lab.

    Without --raw, escape sequences and control characters are left out, and what a CI system would take for a command
    gets a backslash.
    """
    from rich.text import Text

    from lab.containers.attach import attach
    from lab.containers.engine import connect
    from lab.errors import UsageError
    from lab.report.console.terminal import terminal
    from lab.report.formatting import printable

    lab = attach(connect(read_settings()), name)
    services = tuple(lab.states())
    if service is not None and service not in services:
        raise UsageError(f"{lab.project} has no service {service!r}", remedy=f"services: {', '.join(services)}")
    console = terminal()
    for name in (service,) if service else services:
        if service is None:
            console.rule(name, align="left", style="dim")
        log = lab.logs(name, tail)
        if raw:
            sys.stdout.buffer.write(f"{log}\n".encode(errors="replace"))
            sys.stdout.buffer.flush()
        else:
            console.print(Text(printable(log)), soft_wrap=True)
