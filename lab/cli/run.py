"""`lab run`: scenarios or their mutants, from start to report."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from lab.cli.arguments import Images, Ports, Scenarios, Sets, Variants
from lab.cli.invocation import end, known_folders, read_settings, request_from


class Format(StrEnum):
    text = "text"
    ndjson = "ndjson"


def run(
    names: Scenarios = None,
    every: Annotated[bool, typer.Option("--all", help="run all scenarios")] = False,
    at_once: Annotated[int, typer.Option("-j", min=1, help="run this many labs at once")] = 1,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="run the mutants instead: each must fail as it plans")
    ] = False,
    mutant: Annotated[str | None, typer.Option(help="run only this mutant")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="leave the lab running")] = False,
    repeat: Annotated[int, typer.Option(min=1, help="repeat N times", metavar="N")] = 1,
    strict: Annotated[bool, typer.Option("--strict", help="treat not-applicable as failure")] = False,
    format_: Annotated[Format, typer.Option("--format", help="text for people, ndjson for programs")] = Format.text,
    set_: Sets = [],
    variant: Variants = [],
    port: Ports = [],
    image: Images = [],
) -> None:
    """Run scenarios: start the lab, send the load, judge the expectations, write reports, take the lab down."""
    from lab.errors import UsageError
    from lab.run.batch import RunOptions, run_plans
    from lab.selection.scenarios import select_plans, select_scenarios

    if bool(names) == every:
        raise UsageError("name the scenarios to run, or give --all")
    folders = known_folders()
    request = request_from(mutant=mutant, variant=variant, sets=set_, ports=port, image=image)
    plans = [
        plan
        for source in select_scenarios(tuple(names or ()), folders)
        for plan in select_plans(source, folders, request, mutants=mutants)
    ]
    options = RunOptions(at_once=at_once, keep=keep, strict=strict, ndjson=format_ is Format.ndjson)
    end(run_plans(tuple(plans * repeat), read_settings(), options))
