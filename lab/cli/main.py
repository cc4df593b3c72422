"""Arguments to one call per command, and errors to exit codes. Everything else is in `lab.commands`.

Commands import what they need when they are called: `lab --help` loads nothing but this.
"""

from __future__ import annotations

import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Never

import typer

from lab.cli.compare import compare
from lab.cli.images import images
from lab.cli.invocation import end, known_folders, plan_of, read_settings, request_of
from lab.errors import ExitCode, LabError

app = typer.Typer(
    help="RunOptions does this telemetry architecture really behave? Start it, load it, judge it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(images, name="images")
app.command("compare")(compare)


class Format(StrEnum):
    text = "text"
    ndjson = "ndjson"


Names = Annotated[list[str] | None, typer.Argument(help="scenarios, by name or path; all when none is given")]
Name = Annotated[str, typer.Argument(help="a scenario, by name or path")]
Lab = Annotated[str, typer.Argument(help="a running lab, by its name or its scenario's")]
Sets = Annotated[list[str], typer.Option("--set", help="path=value, or file:path=value; may be repeated")]
Variant = Annotated[list[str], typer.Option("--variant", help="axis=value; may be repeated")]
Ports = Annotated[list[str], typer.Option("--port", help="prometheus=9090: a fixed port on 127.0.0.1")]
Images = Annotated[list[str], typer.Option("--image", help="prometheus=REFERENCE: this image instead")]


@app.command("list")
def list_(markdown: Annotated[bool, typer.Option("--markdown", help="as a Markdown table")] = False) -> None:
    """Show the scenarios and comparisons there are."""
    from lab.commands.listing import comparison_table, print_scenarios, scenario_table

    if markdown:
        print(scenario_table(known_folders()), "<!-- comparisons -->", comparison_table(known_folders()), sep="\n")
        return
    end(print_scenarios(known_folders()))


@app.command()
def check(paths: Names = None) -> None:
    """Say everything that is wrong with scenarios, their mutants, comparisons and their files. Needs no Docker."""
    from lab.commands.check_cache import fingerprint, recall, remember

    named, settings = tuple(paths or ()), read_settings()
    key = fingerprint(named, settings)
    words = recall(key, settings)
    if words is None:
        from lab.commands.check import check as check_

        words = check_(named, known_folders())
        remember(key, words, settings)
    typer.echo(words)


@app.command()
def render(
    name: Name,
    to: Annotated[Path, typer.Option("--to", help="the folder to write")],
    mutant: Annotated[str | None, typer.Option(help="this mutant of it")] = None,
    set_: Sets = [],
    variant: Variant = [],
    port: Ports = [],
) -> None:
    """Write a plain Compose folder that works without lab."""
    from lab.commands.listing import render_to

    end(render_to(plan_of(name, request_of(mutant, variant, set_, port, [])), to))


@app.command()
def up(
    name: Annotated[str | None, typer.Argument(help="a scenario, by name or path")] = None,
    scenario: Annotated[str | None, typer.Option("--scenario", "-s", help="the same, as an option")] = None,
    load: Annotated[bool, typer.Option("--load/--no-load", help="send the scenario's load once")] = True,
    set_: Sets = [],
    variant: Variant = [],
    port: Ports = [],
    image: Images = [],
) -> None:
    """Start a lab that keeps running, and print its links."""
    from lab.commands.labs import up as up_
    from lab.errors import UsageError

    if name is None:
        name, scenario = scenario, None
    if name is None or scenario is not None:
        raise UsageError("name one scenario to start", remedy="lab list shows them all")
    end(up_(plan_of(name, request_of(None, variant, set_, port, image)), read_settings(), with_load=load))


@app.command()
def load(name: Lab) -> None:
    """Send the load of its scenario to a running lab again."""
    from lab.commands.labs import scenario_behind, send_loads

    end(
        send_loads(
            name, plan_of(scenario_behind(name, read_settings()), request_of(None, [], [], [], [])), read_settings()
        )
    )


@app.command()
def ps() -> None:
    """Show the labs there are."""
    from lab.commands.labs import print_labs

    end(print_labs(read_settings()))


@app.command()
def logs(
    name: Lab,
    service: Annotated[str | None, typer.Argument(help="one service; all when not given")] = None,
    tail: Annotated[int, typer.Option(help="lines of each")] = 50,
) -> None:
    """Show what a running lab's containers say."""
    from lab.commands.labs import print_logs

    end(print_logs(name, service, tail, read_settings()))


@app.command()
def why(
    query: Annotated[str, typer.Argument(help="PromQL, in quotes")],
    lab: Annotated[str | None, typer.Option("--lab", help="a running lab; the only one when not given")] = None,
    run: Annotated[str | None, typer.Option("--run", help="a run's folder or its run.json instead")] = None,
    service: Annotated[str | None, typer.Option(help="which Prometheus; the first when not given")] = None,
) -> None:
    """Say why a PromQL query returns nothing. (LogQL is not explained.)

    Names the selector, the matcher or the operation that leaves nothing, what there is instead, whether the target
    behind it is down and how old its last sample is. A record (--run) holds labels and no values, so of that only
    selectors and labels are explained. Ends with 0 when it is explained, with 1 when the query has data or no reason
    is found.
    """
    from lab.commands.why import of_lab, of_run
    from lab.errors import UsageError

    if lab is not None and run is not None:
        raise UsageError("give either --lab or --run, not both")
    if run is not None:
        end(of_run(query, run, service, read_settings()))
    end(of_lab(query, lab, service, read_settings(), known_folders()))


@app.command()
def down(
    name: Annotated[str | None, typer.Argument(help="a lab or a scenario; the only lab when not given")] = None,
    every: Annotated[bool, typer.Option("--all", help="every lab, and whatever runs left over")] = False,
) -> None:
    """Take labs down: containers, networks and volumes with lab's label, and nothing else."""
    from lab.commands.labs import down as down_

    end(down_(name, read_settings(), every=every))


@app.command()
def run(
    names: Names = None,
    every: Annotated[bool, typer.Option("--all", help="all scenarios")] = False,
    at_once: Annotated[int, typer.Option("-j", min=1, help="how many labs at once")] = 1,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="the mutants instead: each must fail for its reason")
    ] = False,
    mutant: Annotated[str | None, typer.Option(help="only this mutant")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="leave the lab running")] = False,
    repeat: Annotated[int, typer.Option(min=1, help="so many times")] = 1,
    strict: Annotated[bool, typer.Option("--strict", help="what is not applicable fails")] = False,
    format_: Annotated[Format, typer.Option("--format", help="text for people, ndjson for programs")] = Format.text,
    set_: Sets = [],
    variant: Variant = [],
    port: Ports = [],
    image: Images = [],
) -> None:
    """Start, load, judge, report, take down."""
    from lab.commands.resolve import plans_of, sources
    from lab.commands.run import RunOptions, run_plans
    from lab.errors import UsageError

    if bool(names) == every:
        raise UsageError("name the scenarios to run, or give --all")
    folders = known_folders()
    request = request_of(mutant, variant, set_, port, image)
    plans = [p for s in sources(tuple(names or ()), folders) for p in plans_of(s, folders, request, mutants=mutants)]
    how = RunOptions(at_once=at_once, keep=keep, strict=strict, ndjson=format_ is Format.ndjson)
    end(run_plans(tuple(plans * repeat), read_settings(), how))


@app.command()
def report(
    name: Annotated[str | None, typer.Argument(help="a run's folder; the latest when not given")] = None,
) -> None:
    """Tell a run again and write its reports anew."""
    from lab.commands.report import report as report_

    end(report_(name, read_settings()))


@app.command()
def doctor() -> None:
    """Say what this machine lacks, one line and one remedy each."""
    from lab.commands.doctor import print_diagnosis

    end(print_diagnosis(known_folders(), read_settings()))


@app.command()
def schema(
    write: Annotated[Path | None, typer.Option(help="write all of them below this checkout")] = None,
) -> None:
    """Print the JSON Schema of scenario files."""
    from lab.commands.listing import schemas

    found = schemas()
    if write is None:
        typer.echo(found["lab/scenario/scenario.schema.json"], nl=False)
    else:
        for path, text in found.items():
            (write / path).write_text(text, encoding="utf-8")


def _interrupted(signum: int, frame: object) -> Never:
    """Once: what was started is taken down on the way out, and a second signal must not cut that short."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _still_at_it)
    print("\ninterrupted: taking down what was started", file=sys.stderr)
    raise KeyboardInterrupt


def _still_at_it(signum: int, frame: object) -> None:
    print("still taking it down; after a kill -9, lab down --all finishes this", file=sys.stderr)


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupted)
    try:
        sys.exit(app(standalone_mode=False))
    except LabError as error:
        _tell(error)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(ExitCode.INTERRUPTED)
    except Exception as fault:  # noqa: BLE001 - the one place where a fault of ours becomes words
        from lab.commands.internal_errors import keep_fault

        # Wrong arguments: Typer's own words, which name the option.
        if hasattr(fault, "show") and hasattr(fault, "exit_code"):
            fault.show()
            sys.exit(ExitCode.USAGE)
        print(keep_fault(fault, read_settings()), file=sys.stderr)
        sys.exit(ExitCode.BUG)


def _tell(error: LabError) -> None:
    for part in (error.evidence, error.message, error.remedy and f"try: {error.remedy}"):
        if part:
            print(part, file=sys.stderr)


if __name__ == "__main__":
    main()
