"""The `lab compare` command."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from lab.cli.invocation import end, known_folders, read_settings


class ComparisonFormat(StrEnum):
    text = "text"
    json = "json"


def compare(
    names: Annotated[list[str], typer.Argument(help="a comparison, or scenarios, or records of runs")],
    repeat: Annotated[
        int | None, typer.Option(min=1, max=50, help="repetitions of each side, steady and of each size")
    ] = None,
    steady: Annotated[bool | None, typer.Option(help="measure cost, freshness and loss")] = None,
    faults: Annotated[bool | None, typer.Option(help="measure what happens when something breaks")] = None,
    size: Annotated[list[int], typer.Option(min=1, help="this size instead; may be repeated")] = [],
    fail_on: Annotated[list[str], typer.Option(help="what must not be: 'freshness.p95 > 3s'; may be repeated")] = [],
    against: Annotated[str | None, typer.Option(help="an earlier comparison.json: nothing may be worse")] = None,
    image: Annotated[list[str], typer.Option(help="[SIDE/]prometheus=REFERENCE: this image instead")] = [],
    format_: Annotated[
        ComparisonFormat, typer.Option("--format", help="text for people, json for programs")
    ] = ComparisonFormat.text,
) -> None:
    """Measure which is better: the sides of a comparison, two scenarios, or one on another image.

    A name is that of a comparison (lab list), of two to four scenarios, of one scenario with --image, or of records:
    two runs are shown side by side, a comparison.json is told again, and two are held against each other. Ends with 1
    when a side does not prove what it is, an expected difference is not found, a --fail-on is true, or something is
    worse than in --against.
    """
    from lab.comparison.commands.compare import CompareOptions
    from lab.comparison.commands.compare import compare as compare_
    from lab.comparison.commands.names import Overrides

    asked = CompareOptions(
        amounts=Overrides(repeat, steady, faults, tuple(size)),
        images=tuple(image),
        demands=tuple(fail_on),
        earlier=against,
        as_json=format_ is ComparisonFormat.json,
    )
    end(compare_(tuple(names), asked, read_settings(), known_folders()))
