"""`lab kubectl`: kubectl inside a running lab, as an administrator of its Kubernetes API."""

from __future__ import annotations

import sys
from typing import Annotated, Never

import typer

from lab.cli.arguments import RunningLab
from lab.cli.invocation import read_settings


def kubectl(
    name: RunningLab,
    arguments: Annotated[
        list[str] | None, typer.Argument(help="what kubectl takes", metavar="[ARGUMENT]...", show_default=False)
    ] = None,
) -> Never:
    """Run kubectl against the Kubernetes API of a running lab.

    It runs inside the lab: it sees no files of this machine, but its standard input. So a manifest is applied with
    lab kubectl LAB apply -f - < manifest.yaml. Exits with kubectl's own code.
    """
    from lab.containers.attach import attach
    from lab.containers.engine import connect
    from lab.containers.inside import run_inside
    from lab.errors import UsageError
    from lab.plan.kubernetes import API

    engine = connect(read_settings())
    lab = attach(engine, name)
    if API not in lab.states():
        raise UsageError(f"{lab.project} has no Kubernetes API", remedy="add 'kubernetes: {}' to its scenario")
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    raise typer.Exit(run_inside(engine, lab.container(API), ["/bin/kubectl", *(arguments or ())], terminal=terminal))
