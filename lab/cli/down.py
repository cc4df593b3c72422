"""`lab down`: takes labs down, by lab's label and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lab.cli.completion import lab_names
from lab.cli.invocation import read_settings

if TYPE_CHECKING:
    from lab.containers.removal import LabObjects


def down(
    name: Annotated[
        str | None,
        typer.Argument(help="a lab or a scenario; the only lab when not given", autocompletion=lab_names),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="take down every lab and all leftovers of runs")] = False,
) -> None:
    """Take labs down: the containers, networks and volumes with lab's label, and nothing else."""
    from lab.containers.attach import find
    from lab.containers.cleanup import remove
    from lab.containers.engine import connect
    from lab.errors import UsageError
    from lab.report.console.terminal import terminal

    engine = connect(read_settings())
    if every:
        terminal().print(f"all labs: {_removed_text(remove(engine, None))}")
        return
    labs = find(engine)
    chosen = [lab for lab in labs if lab.project == name] or [lab for lab in labs if name in (None, lab.scenario)]
    if len(chosen) > 1:
        names = ", ".join(lab.project for lab in chosen)
        raise UsageError(f"{len(chosen)} labs are running", remedy=f"name one, or give --all: {names}")
    if not chosen and name is not None:
        names = ", ".join(lab.project for lab in labs) or "none"
        raise UsageError(f"there is no lab {name!r}", remedy=f"running labs: {names}")
    for lab in chosen:
        terminal().print(f"{lab.project}: {_removed_text(remove(engine, lab.project))}")
    if not chosen:
        terminal().print("no lab is running")


def _removed_text(removed: LabObjects) -> str:
    from lab.language.counting import count

    kinds = {"container": removed.containers, "network": removed.networks, "volume": removed.volumes}
    parts = [count(len(names), kind) for kind, names in kinds.items() if names]
    return f"removed {', '.join(parts)}" if parts else "nothing to remove"
