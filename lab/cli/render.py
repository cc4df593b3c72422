"""`lab render`: writes a scenario as a plain Compose folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lab.cli.arguments import Adds, Ports, Scenario, Sets, Trust, Variants
from lab.cli.invocation import plan_named, request_from

if TYPE_CHECKING:
    from lab.plan.model import LabPlan


def render(
    name: Scenario,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="the folder to write; must be empty or missing")],
    mutant: Annotated[str | None, typer.Option(metavar="NAME", help="render this mutant of the scenario")] = None,
    set_: Sets = [],
    add: Adds = [],
    variant: Variants = [],
    port: Ports = [],
    trust: Trust = False,
) -> None:
    """Write a scenario as a Compose folder that works without lab."""
    request = request_from(mutant=mutant, variant=variant, sets=set_, adds=add, ports=port)
    plan = plan_named(name, request, trusted=trust)
    write_compose_folder(plan, to)
    start = f"docker compose --project-directory {to} up -d --wait"
    if plan.cluster is not None:  # manifests are applied in between
        start = f"the commands that start it are at the top of {to / 'compose.yaml'}"
    typer.echo(f"rendered {plan.label} to {to}: {start}")


def write_compose_folder(plan: LabPlan, folder: Path) -> None:
    """Raises UsageError when the folder is not empty."""
    from lab.errors import UsageError
    from lab.render.tree import render as render_tree
    from lab.run.tree_on_disk import write_tree

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        state = "is not empty" if folder.is_dir() else "is a file"
        raise UsageError(f"{folder} {state}", remedy="give a folder that is empty or does not exist")
    write_tree(render_tree(plan), folder)
