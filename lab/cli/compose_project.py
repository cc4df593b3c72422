"""The options that name a Compose project, and what an audit does with one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lab.audit.compose_project import AuditedProject
    from lab.selection.compose_projects import ComposeProjectChoice
    from lab.stack.folders import Folders

ComposeFile = Annotated[
    str | None,
    typer.Argument(help="a Compose file of yours: it is started as a lab, and taken down", metavar="[COMPOSE_FILE]"),
]
MoreComposeFiles = Annotated[
    list[str], typer.Option("--file", "-f", metavar="FILE", help="a further Compose file, merged; repeatable")
]
Profiles = Annotated[list[str], typer.Option("--profile", metavar="NAME", help="a profile to enable; repeatable")]
EnvFiles = Annotated[
    list[str],
    typer.Option("--env-file", metavar="FILE", help="variables of the Compose files, instead of .env; repeatable"),
]
Without = Annotated[list[str], typer.Option("--without", metavar="SERVICE", help="leave a service out; repeatable")]
Loads = Annotated[
    list[str],
    typer.Option(
        "--load", metavar="SERVICE=REQUEST", help="send this to a service for 20 s: 'app=GET /products'; repeatable"
    ),
]


@contextmanager
def project_to_audit(choice: ComposeProjectChoice, folders: Folders) -> Iterator[AuditedProject]:
    """The project runs inside. What happens is printed to standard error: the report goes to standard output."""
    from lab.audit.compose_project import started_project
    from lab.cli.invocation import writable_settings
    from lab.plan.planning import plan
    from lab.report.console.run_console import ConsoleReport
    from lab.report.console.terminal import terminal
    from lab.selection.compose_projects import compose_project_source

    planned = plan(compose_project_source(choice, folders), folders)
    with (
        ConsoleReport(terminal(stderr=True)) as console,
        started_project(planned, writable_settings(), console.on_event) as project,
    ):
        console.close()
        yield project
