"""`lab run`: runs scenarios or their mutants, from start to report."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from lab.cli.arguments import (
    Adds,
    Images,
    Ports,
    Scenarios,
    Sets,
    Trust,
    Variants,
    checked_namespace,
    checked_registry,
)
from lab.cli.invocation import end, known_folders, request_from, writable_settings


class Platform(StrEnum):
    docker = "docker"
    kubernetes = "kubernetes"


class Format(StrEnum):
    text = "text"
    ndjson = "ndjson"


def run(
    names: Scenarios = None,
    every: Annotated[bool, typer.Option("--all", help="run all scenarios and their variants")] = False,
    at_once: Annotated[int, typer.Option("-j", min=1, max=64, metavar="N", help="run up to N labs at once")] = 1,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="run the mutants of the scenarios instead: each must fail as planned")
    ] = False,
    mutant: Annotated[list[str], typer.Option(metavar="NAME", help="run only this mutant; repeat it for several")] = [],
    keep: Annotated[bool, typer.Option("--keep", help="leave the labs running; lab down removes them")] = False,
    repeat: Annotated[int, typer.Option(min=1, max=1000, help="run everything N times", metavar="N")] = 1,
    strict: Annotated[bool, typer.Option("--strict", help="treat not-applicable expectations as failures")] = False,
    format_: Annotated[Format, typer.Option("--format", help="text for people, ndjson for programs")] = Format.text,
    on: Annotated[Platform, typer.Option("--on", help="where the labs run")] = Platform.docker,
    context: Annotated[
        str | None,
        typer.Option("--context", metavar="NAME", help="with --on kubernetes: the context of kubectl to use"),
    ] = None,
    namespace: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="with --on kubernetes: the namespace, which must not exist  [default: the lab's name]"
        ),
    ] = None,
    registry: Annotated[
        str | None,
        typer.Option(
            metavar="PREFIX",
            help="with --on kubernetes: where the cluster finds the images that lab builds: registry.example/team",
        ),
    ] = None,
    set_: Sets = [],
    add: Adds = [],
    variant: Variants = [],
    port: Ports = [],
    image: Images = [],
    trust: Trust = False,
) -> None:
    """Run scenarios and report whether their expectations hold.

    A variant is named in brackets: 'otel-direct[0.46b0]', and 'otel-direct[*]' for all of them.

    For each scenario: starts the lab, sends the load, checks the expectations, writes reports to lab-runs/, takes the
    lab down.

    With --on kubernetes it does so in a namespace of a cluster, through your kubectl.

    Exits with 0 if everything passed, 1 if an expectation failed, 2 for wrong arguments or files, 4 if a lab could not
    start.
    """
    from lab.errors import UsageError
    from lab.kubernetes.cluster import ClusterChoice
    from lab.run.batch import RunOptions, run_plans
    from lab.selection.scenarios import select_plans, select_scenarios

    if bool(names) == every:
        raise UsageError("name the scenarios to run, or give --all")
    if on is Platform.docker and (context or namespace or registry):
        raise UsageError("--context, --namespace and --registry are for --on kubernetes")
    if on is Platform.kubernetes and not context:
        remedy = "kubectl config get-contexts lists yours; lab takes none by itself"
        raise UsageError("--on kubernetes needs --context NAME", remedy=remedy)
    if on is Platform.kubernetes and at_once > 1:
        raise UsageError("labs in a cluster run one after the other", remedy="leave out -j")
    if mutant and mutants:
        raise UsageError("--mutants runs all of them; give it or --mutant NAME")
    folders = known_folders(trusted=trust)
    requests = [
        request_from(mutant=one, variant=variant, sets=set_, adds=add, ports=port, image=image)
        for one in dict.fromkeys(mutant) or (None,)
    ]
    plans = [
        plan
        for scenario in select_scenarios(tuple(names or ()), folders)
        for request in requests
        for plan in select_plans(scenario, folders, request, mutants=mutants, variants=every)
    ]
    cluster = None
    if on is Platform.kubernetes and context:
        cluster = ClusterChoice(context, checked_namespace(namespace or ""), checked_registry(registry or ""))
    options = RunOptions(at_once, keep, strict, format_ is Format.ndjson, cluster)
    end(run_plans(tuple(plans * repeat), writable_settings(), options))
