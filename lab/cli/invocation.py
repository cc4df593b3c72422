"""What every command needs: the settings, where things are looked for, and how a command ends."""

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
    from lab.commands.resolve import folders_of

    return folders_of(read_settings())


def plan_of(name: str, request: Request) -> LabPlan:
    from lab.plan.planning import plan

    found = known_folders()
    return plan(found.scenario(name), found, request)


def request_of(mutant: str | None, variant: list[str], sets: list[str], ports: list[str], image: list[str]) -> Request:
    from lab.commands.resolve import images_of, ports_of, sets_of, variant_of
    from lab.plan.planning import Request

    return Request(mutant, variant_of(variant), sets_of(sets), ports_of(ports), images_of(image))


def end(code: ExitCode) -> Never:
    raise typer.Exit(int(code))
