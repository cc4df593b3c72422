"""The `lab compare` command: its arguments. What it does is in `lab.comparison.command`, loaded when it is called."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from lab.cli.invocation import end, known_folders, read_settings


class ComparisonFormat(StrEnum):
    text = "text"
    json = "json"


def compare(
    names: Annotated[list[str], typer.Argument(help="a comparison, 2 to 4 scenarios, or records")],
    repeat: Annotated[
        int | None, typer.Option(min=1, max=50, help="repetitions per side, steady and of each size")
    ] = None,
    steady: Annotated[bool | None, typer.Option(help="measure cost, freshness and loss")] = None,
    faults: Annotated[bool | None, typer.Option(help="measure a crash, a network partition and a restart")] = None,
    size: Annotated[list[int], typer.Option(min=1, help="only this size; may be repeated")] = [],
    fail_on: Annotated[
        list[str], typer.Option(help="fail if this condition is true: 'freshness.p95 > 3s'; may be repeated")
    ] = [],
    against: Annotated[
        str | None, typer.Option(help="fail if anything is worse than in this earlier comparison.json")
    ] = None,
    image: Annotated[list[str], typer.Option(help="use this image: [SIDE/]prometheus=REFERENCE; may be repeated")] = [],
    format_: Annotated[
        ComparisonFormat, typer.Option("--format", help="text for people, json for programs")
    ] = ComparisonFormat.text,
) -> None:
    """Measure which is better: the sides of a comparison, two scenarios, or one scenario on another image.

    Names are a comparison (lab list), two to four scenarios, one scenario with --image, or records: two runs are shown
    side by side, a comparison.json is reported again, and two are compared as before and now. Exits with 1 when a wire
    check fails, an expected difference is contradicted, a --fail-on condition is true, or anything is worse than in
    --against.
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
    end(run_compare(tuple(names), options, read_settings(), known_folders()))
