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


def known_folders() -> Folders:
    from lab.selection.scenarios import project_folders

    return project_folders(read_settings())


def plan_named(name: str, request: Request) -> LabPlan:
    from lab.plan.planning import plan

    folders = known_folders()
    return plan(folders.scenario(name), folders, request)


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
