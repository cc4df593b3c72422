"""`lab drill`: makes every alerting rule fire, and shows who is told."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lab.cli.completion import scenario_names
from lab.cli.invocation import end, known_folders, plan_named, writable_settings


class Format(StrEnum):
    text = "text"
    json = "json"


def drill(
    name: Annotated[
        str | None,
        typer.Argument(
            help="drill the rules and routes of this scenario, instead of files",
            metavar="SCENARIO",
            autocompletion=scenario_names,
        ),
    ] = None,
    rules: Annotated[
        list[str],
        typer.Option("--rules", metavar="FILES", help="a rule file, or a pattern in quotes; repeat it for several"),
    ] = [],
    alertmanager: Annotated[
        Path | None,
        typer.Option(
            "--alertmanager", metavar="FILE", help="alertmanager.yml  [default: one receiver that gets everything]"
        ),
    ] = None,
    external_label: Annotated[
        list[str],
        typer.Option(
            "--external-label", metavar="NAME=VALUE", help="a label that your Prometheus adds to every alert; repeat it"
        ),
    ] = [],
    every: Annotated[bool, typer.Option("--all", help="list the rules that did as they should, too")] = False,
    format_: Annotated[Format, typer.Option("--format", help="text for people, json for programs")] = Format.text,
) -> None:
    """Make every alerting rule fire, and show who is told.

    Needs rule files and alertmanager.yml only, or a scenario that has them. Each rule is fed with series that make it
    true, and then with healthy ones, in a real Prometheus with your rules and a real Alertmanager with your routes. All
    receivers are replaced: nobody is paged.

    Writes drill.json and junit.xml to lab-runs/.

    Exits with 0 if every rule fired, was delivered and resolved, 1 if one did not, 2 for wrong arguments or files, 4 if
    the lab could not start.
    """
    import json
    import secrets

    from lab.drill.drive import Drill, run_drill
    from lab.drill.inputs import inputs_of, labels_from, routing_from, rules_from
    from lab.drill.report import as_json, junit_xml, text_lines
    from lab.errors import ExitCode, UsageError
    from lab.plan.planning import AS_WRITTEN
    from lab.report.console.terminal import terminal
    from lab.report.formatting import printable, relative_path

    here, folders = Path.cwd(), known_folders()
    if bool(rules) == (name is not None) or (name is not None and alertmanager is not None):
        raise UsageError("name a scenario, or give --rules FILES and, if you have it, --alertmanager FILE")
    labels = labels_from(external_label)
    if name is not None:
        of_scenario, routing, own_labels = inputs_of(plan_named(name, AS_WRITTEN))
        inputs = Drill(of_scenario, routing, {**own_labels, **labels})
    else:
        inputs = Drill(rules_from(rules, here), routing_from(alertmanager, here), labels)
    settings = writable_settings()
    progress = terminal(stderr=True)
    result = run_drill(inputs, settings, folders, lambda line: progress.print(line))
    folder = settings.runs / f"drill-{secrets.token_hex(3)}"
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(as_json(result), indent=2, ensure_ascii=False)
    (folder / "drill.json").write_text(f"{text}\n", encoding="utf-8")
    (folder / "junit.xml").write_text(junit_xml(result), encoding="utf-8")
    out = terminal()
    if format_ is Format.json:
        out.print(text, soft_wrap=True)
    else:
        for line in text_lines(result, every=every):
            out.print(printable(line), soft_wrap=True)
        out.print(f"\nreport: {relative_path(folder / 'drill.json')}, junit.xml beside it", soft_wrap=True)
    end(ExitCode.PASSED if result.good else ExitCode.FAILED)
