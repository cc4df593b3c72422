"""`lab up`: starts a lab that keeps running, and prints its links."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from lab.cli.arguments import Adds, Images, Ports, Sets, Trust, Variants
from lab.cli.completion import scenario_names
from lab.cli.invocation import known_folders, request_from, writable_settings
from lab.cli.load import send_load

if TYPE_CHECKING:
    from pathlib import Path

    from lab.plan.model import LabPlan, ServicePlan
    from lab.report.console.tables import LinkRow
    from lab.run.lab import Lab
    from lab.settings import Settings
    from lab.stack.model import Link


class LoadMode(StrEnum):
    steady = "steady"
    once = "once"


def up(
    name: Annotated[
        str | None,
        typer.Argument(
            help="a scenario, by name or path, with its variant in brackets",
            metavar="SCENARIO",
            autocompletion=scenario_names,
        ),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option(
            "--scenario",
            "-s",
            metavar="SCENARIO",
            help="the scenario, as an option instead",
            autocompletion=scenario_names,
        ),
    ] = None,
    load: Annotated[
        LoadMode,
        typer.Option(
            "--load", help="steady: a tenth of the scenario's load, for two hours; once: all of it, before lab up ends"
        ),
    ] = LoadMode.steady,
    no_load: Annotated[bool, typer.Option("--no-load", help="send nothing")] = False,
    set_: Sets = [],
    add: Adds = [],
    variant: Variants = [],
    port: Ports = [],
    image: Images = [],
    trust: Trust = False,
) -> None:
    """Start a lab that keeps running, and print its links.

    A steady load keeps the dashboards moving; it ends by itself, or with the lab. lab load sends the scenario's own
    load, lab why explains empty queries, lab logs prints the logs, lab down removes the lab.
    """
    from lab.errors import UsageError
    from lab.plan.planning import plan
    from lab.selection.scenarios import named_scenario, with_variant

    if name is None:
        name, scenario = scenario, None
    if name is None or scenario is not None:
        raise UsageError("name one scenario to start", remedy="lab list shows them all")
    request = request_from(variant=variant, sets=set_, adds=add, ports=port, image=image)
    folders = known_folders(trusted=trust)
    chosen = named_scenario(name, folders)
    file = folders.here / chosen.source.display_path
    start_lab(
        plan(chosen.source, folders, with_variant(request, chosen.variant())),
        writable_settings(),
        None if no_load else load,
        file,
    )


def start_lab(plan: LabPlan, settings: Settings, mode: LoadMode | None, file: Path) -> None:
    """A lab that fails to start is taken down again. `mode` None: no load. `file`: that of its scenario."""
    import secrets

    from lab.containers.cleanup import remove
    from lab.containers.engine import connect
    from lab.containers.scenario_path import remember
    from lab.plan.naming import project_name
    from lab.plan.steady_load import with_steady_loads
    from lab.report.console.run_console import ConsoleReport
    from lab.report.console.tables import links_table
    from lab.report.console.terminal import terminal
    from lab.run.clock import Clock
    from lab.run.starting import listen
    from lab.run.starting import start_lab as start

    clock = Clock()
    engine = connect(settings)
    project = project_name(plan.name, secrets.token_hex(3))
    try:
        with ConsoleReport(terminal()) as report:
            with_load = with_steady_loads(plan) if mode is LoadMode.steady else plan
            lab = listen(start(with_load, engine, settings, clock, project), report.on_event)
        remember(lab.compose_project.folder, file)
        lab.compose_project.keep_reachable()
        terminal().print(links_table(link_rows(lab)))
        if mode is LoadMode.once:
            for load in plan.loads():
                send_load(load, lab.compose_project, clock)
        if mode is LoadMode.steady:
            for line in start_steady_loads(plan, lab, clock.now()):
                terminal().print(line, highlight=False)
    except BaseException:
        remove(engine, project)
        raise
    terminal().print(f"\n{project} keeps running; stop it with: lab down {project}")


def start_steady_loads(plan: LabPlan, lab: Lab, now: float) -> Iterator[str]:
    """Starts them, and says how long each goes on. `now`: unix seconds."""
    from datetime import UTC, datetime

    from lab.language.counting import count
    from lab.plan.naming import load_service
    from lab.plan.steady_load import steady_loads
    from lab.report.formatting import plain_number

    for load in steady_loads(plan):
        if load.service in lab.left_out:
            continue
        lab.compose_project.start_on_demand(load_service(load.name))
        until = datetime.fromtimestamp(now + load.seconds, UTC).astimezone()
        rate = count(1, "request") if load.rate == 1 else f"{plain_number(load.rate)} requests"
        yield f"load: {rate} per second to {load.service} until {until:%H:%M}, or lab down"


def link_rows(lab: Lab) -> list[LinkRow]:
    """A row for each published port of the services that were started."""
    from lab.report.console.tables import LinkRow

    rows = []
    for service in lab.plan.services:
        if service.name in lab.left_out or service.on_demand:
            continue
        for port in service.ports:
            link = next((link for link in service.links if link.port == port.name), None)
            built = lab.images.get(service.name, "") == "built"
            rows.append(
                LinkRow(
                    service.name,
                    link.title if link else port.name,
                    lab.running.endpoint(service.name, port.container) + (link.path if link else "/"),
                    "; ".join(_notes(link, service, built=built)),
                )
            )
    return rows


def _notes(link: Link | None, service: ServicePlan, *, built: bool) -> list[str]:
    """A password of the user's own is not printed."""
    login = service.login
    notes = []
    if link is not None and link.api_only_when_built and built:
        notes.append("API only: built from packages without the web UI")
    if link is not None and login is not None:
        password = "the password of your Compose file" if service.of_compose_file else f"password {login.password}"
        notes.append(f"user {login.user}, {password}")
    return notes
