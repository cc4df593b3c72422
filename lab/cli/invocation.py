"""What commands share: settings, folders, the plan request from options, and the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Never

import typer

if TYPE_CHECKING:
    from lab.errors import ExitCode
    from lab.plan.model import LabPlan
    from lab.plan.planning import Request
    from lab.settings import Settings
    from lab.stack.folders import Folders


def read_settings() -> Settings:
    from lab.settings import from_environment

    return from_environment()


def writable_settings() -> Settings:
    """For commands that start labs. Raises CannotStart when the state of labs cannot be written."""
    import os

    from lab.errors import CannotStart

    settings = read_settings()
    try:
        settings.state.mkdir(parents=True, exist_ok=True)
        problem = "" if os.access(settings.state, os.W_OK | os.X_OK) else "no permission to write"
    except OSError as error:
        problem = error.strerror or str(error)
    if problem:
        remedy = "set LAB_STATE to a folder that can be written"
        raise CannotStart(f"the state of labs cannot be kept in {settings.state}: {problem}", remedy=remedy)
    return settings


def known_folders(*, trusted: bool = False) -> Folders:
    """`trusted`: services of Compose projects may reach the host."""
    from dataclasses import replace

    from lab.selection.scenarios import project_folders

    return replace(project_folders(read_settings()), trusted=trusted)


def plan_named(name: str, request: Request, *, trusted: bool = False) -> LabPlan:
    """The plan of a scenario, whose name may have a variant in brackets. Raises UsageError."""
    from lab.selection.scenarios import plan_named

    return plan_named(name, known_folders(trusted=trusted), request)


def request_from(
    *,
    mutant: str | None = None,
    variant: list[str] | None = None,
    sets: list[str] | None = None,
    adds: list[str] | None = None,
    ports: list[str] | None = None,
    image: list[str] | None = None,
) -> Request:
    from lab.plan.planning import Request
    from lab.selection.options import parse_images, parse_ports, parse_sets, parse_variants

    return Request(
        mutant,
        parse_variants(variant or []),
        (*parse_sets(sets or []), *parse_sets(adds or [], "--add", "add")),
        parse_ports(ports or []),
        parse_images(image or []),
    )


def end(code: ExitCode) -> Never:
    raise typer.Exit(int(code))
