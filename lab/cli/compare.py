"""`lab compare`: measures architectures side by side. The work is done by `lab.comparison.command`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from lab.cli.invocation import end, known_folders, writable_settings


class ComparisonFormat(StrEnum):
    text = "text"
    json = "json"


def compare(
    names: Annotated[
        list[str], typer.Argument(help="a comparison, 1 to 4 scenarios, or recorded results", metavar="NAME...")
    ],
    repeat: Annotated[
        int | None,
        typer.Option(
            min=1, max=50, metavar="N", help="repetitions per side, of the steady measurement and of each size"
        ),
    ] = None,
    steady: Annotated[bool | None, typer.Option(help="measure cost, freshness and loss under load")] = None,
    faults: Annotated[
        bool | None, typer.Option(help="measure a crash, a network partition and a backend restart")
    ] = None,
    size: Annotated[
        list[int], typer.Option(min=1, max=10_000_000, metavar="N", help="measure only this size; repeatable")
    ] = [],
    fail_on: Annotated[
        list[str],
        typer.Option(metavar="CONDITION", help="fail if this condition is true: 'freshness.p95 > 3s'; repeatable"),
    ] = [],
    against: Annotated[
        str | None, typer.Option(metavar="FILE", help="fail if anything is worse than in this earlier comparison.json")
    ] = None,
    image: Annotated[
        list[str],
        typer.Option(
            metavar="[SIDE/]COMPONENT=REFERENCE",
            help="use another image, on one side or on all: pull/prometheus=prom/prometheus:v3.5.0; repeatable",
        ),
    ] = [],
    format_: Annotated[
        ComparisonFormat, typer.Option("--format", help="text for people, json for programs")
    ] = ComparisonFormat.text,
) -> None:
    """Compare architectures by measurements of running labs.

    Give one of: a comparison (lab list shows them); two to four scenarios; one scenario with --image, which is compared
    with itself on that image. Nothing is run for recorded results: two run.json are compared side by side, a
    comparison.json is reported again, and two are compared as before and after.

    Without options a comparison measures what its file says.

    Exits with 1 if a wire check fails, an expected difference is contradicted, a --fail-on condition is true, or
    anything is worse than in --against.
    """
    from lab.comparison.arguments import Overrides
    from lab.comparison.command import CompareOptions, run_compare

    options = CompareOptions(
        overrides=Overrides(repeat, steady, faults, tuple(size)),
        images=tuple(image),
        fail_on=tuple(fail_on),
        against=against,
        as_json=format_ is ComparisonFormat.json,
    )
    end(run_compare(tuple(names), options, writable_settings(), known_folders()))
