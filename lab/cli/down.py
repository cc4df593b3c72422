"""`lab down`: takes labs down. Touches only what carries lab's label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from lab.cli.completion import lab_names
from lab.cli.invocation import read_settings
from lab.plan.naming import project_name

if TYPE_CHECKING:
    from lab.containers.attach import LabSummary
    from lab.containers.removal import LabObjects
    from lab.kubernetes.remembered import RememberedLab
    from lab.settings import Settings


def down(
    name: Annotated[
        str | None,
        typer.Argument(
            help="a lab or its scenario  [default: the only lab]", metavar="[LAB]", autocompletion=lab_names
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="take down all labs, and what interrupted runs left over")
    ] = False,
) -> None:
    """Take a lab down.

    Removes its containers, networks and volumes, found by lab's label; touches nothing else on the engine.
    Of a lab that 'lab run --on kubernetes' left in a cluster it removes the namespace, found by lab's label too.
    """
    from lab.containers.attach import find
    from lab.containers.cleanup import leftovers, remove
    from lab.containers.engine import connect
    from lab.language.counting import count
    from lab.report.console.terminal import terminal

    settings = read_settings()
    try:
        done = _down_in_clusters(settings, name, every)
    finally:
        if every:
            terminal().print(f"all labs: {_removed_text(remove(connect(settings), None))}")
    if done or every:
        return
    engine = connect(settings)
    labs = find(engine)
    left = select_leftovers(leftovers(engine), labs, name)
    for project in left if name is not None else ():
        remove(engine, project)
        terminal().print(f"{project}: removed its files; it had no containers")
    if name is not None and left:
        return
    selected = select_labs(labs, name)
    for lab in selected:
        terminal().print(f"{lab.project}: {_removed_text(remove(engine, lab.project))}")
    if not selected:
        terminal().print("no lab is running")
        if left:
            terminal().print(f"files of {count(len(left), 'interrupted run')} are left; remove them: lab down --all")


def _down_in_clusters(settings: Settings, name: str | None, every: bool) -> bool:
    """Whether there was a lab in a cluster that is meant. Raises LabError for one that cannot be removed."""
    from lab.errors import LabError
    from lab.kubernetes.cluster import remove_left
    from lab.kubernetes.remembered import all_known
    from lab.report.console.terminal import terminal

    known = all_known(settings.state)
    failed: list[LabError] = []
    meant = known if every else select_in_clusters(known, name)
    for lab in meant:
        try:
            remove_left(lab, settings)
            terminal().print(f"{lab.project}: removed namespace {lab.namespace} (context {lab.context})")
        except LabError as error:
            failed.append(error)
    for lab in () if meant else known:
        terminal().print(f"{lab.project} is in a cluster (context {lab.context}); remove it: lab down {lab.project}")
    if failed:
        raise failed[0]
    return bool(meant)


def select_in_clusters(known: Sequence[RememberedLab], name: str | None) -> list[RememberedLab]:
    """Those with this name or of this scenario; none without a name."""
    return [lab for lab in known if name is not None and name in (lab.project, lab.project[4:], lab.name)]


def select_labs(labs: Sequence[LabSummary], name: str | None) -> list[LabSummary]:
    """The one lab with this name or scenario, or the only lab when `name` is None; empty when there are no labs.

    Raises UsageError when there is none of this name, or more than one.
    """
    from lab.containers.attach import named
    from lab.errors import UsageError

    selected = list(labs) if name is None else named(labs, name)
    if len(selected) > 1:
        names = ", ".join(lab.project for lab in selected)
        raise UsageError(f"{len(selected)} labs are running", remedy=f"name one, or give --all: {names}")
    if not selected and name is not None:
        names = ", ".join(lab.project for lab in labs) or "none"
        raise UsageError(f"there is no lab {name!r}", remedy=f"running labs: {names}")
    return selected


def select_leftovers(left: Sequence[str], labs: Sequence[LabSummary], name: str | None) -> list[str]:
    """Those with this name or of this scenario, unless a lab is meant; all of them when `name` is None."""
    from lab.containers.attach import named

    if name is None:
        return list(left)
    if named(labs, name):
        return []
    of_scenario = re.compile(rf"{re.escape(project_name(name, ''))}[0-9a-f]{{6}}")
    return [project for project in left if project in (name, f"lab-{name}") or of_scenario.fullmatch(project)]


def _removed_text(removed: LabObjects) -> str:
    from lab.language.counting import count

    kinds = {"container": removed.containers, "network": removed.networks, "volume": removed.volumes}
    parts = [count(len(names), kind) for kind, names in kinds.items() if names]
    return f"removed {', '.join(parts)}" if parts else "nothing to remove"
