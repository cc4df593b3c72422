"""`lab init`: writes the first scenario of a Compose project."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Annotated

import typer

from lab.cli.arguments import Trust
from lab.cli.compose_project import EnvFiles, MoreComposeFiles, Profiles, Without
from lab.cli.invocation import known_folders


def init(
    compose_file: Annotated[str, typer.Argument(help="a Compose file of yours, which stays as it is")],
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="DIR", help="the folder to write  [default: scenarios/NAME beside the file]"),
    ] = None,
    file: MoreComposeFiles = [],
    profile: Profiles = [],
    env_file: EnvFiles = [],
    without: Without = [],
    trust: Trust = False,
) -> None:
    """Write a first scenario of a Compose project.

    It says that targets are up, that rules are evaluated, and lets one alert fire. Nothing is started. The scenario's
    comments say what to change; lab run starts it.
    """
    from lab.audit.compose_project import check_audited
    from lab.errors import UsageError
    from lab.plan.planning import plan
    from lab.selection.compose_projects import ComposeProjectChoice, compose_project_source
    from lab.selection.first_scenario import first_scenario

    folders = known_folders(trusted=trust)
    choice = ComposeProjectChoice((compose_file, *file), tuple(profile), tuple(env_file), tuple(without))
    source = compose_project_source(choice, folders)
    folder = (folders.here / to).resolve() if to else source.folder / "scenarios" / source.name
    scenario = folder / "scenario.yaml"
    if scenario.exists():
        raise UsageError(f"{folders.display_path(scenario)} exists", remedy="give another folder with --to")
    planned = plan(source, folders)
    check_audited(planned)

    def path_of(name: str) -> str:
        return posixpath.relpath((folders.here / name).resolve(), folder)

    text = first_scenario(planned, choice, tuple(map(path_of, choice.files)), path_of)
    folder.mkdir(parents=True, exist_ok=True)
    scenario.write_text(text, encoding="utf-8")
    typer.echo(f"wrote {folders.display_path(scenario)}; start it with: lab run {folders.display_path(folder)}/")
