"""`lab up`: starts a lab that keeps running, and prints its links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lab.cli.arguments import Images, Ports, Sets, Variants
from lab.cli.completion import scenario_names
from lab.cli.invocation import plan_named, read_settings, request_from
from lab.cli.load import send_load

if TYPE_CHECKING:
    from lab.plan.model import LabPlan
    from lab.report.console.tables import LinkRow
    from lab.run.lab import Lab
    from lab.settings import Settings
    from lab.stack.model import Link, Login


def up(
    name: Annotated[
        str | None,
        typer.Argument(help="a scenario, by name or path", metavar="SCENARIO", autocompletion=scenario_names),
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
        bool, typer.Option("--load/--no-load", help="send the scenario's load once, so that there is data")
    ] = True,
    set_: Sets = [],
    variant: Variants = [],
    port: Ports = [],
    image: Images = [],
) -> None:
    """Start a lab that keeps running, and print its links.

    lab load sends the load again, lab why explains empty queries, lab logs prints the logs, lab down removes the lab.
    """
    from lab.errors import UsageError

    if name is None:
        name, scenario = scenario, None
    if name is None or scenario is not None:
        raise UsageError("name one scenario to start", remedy="lab list shows them all")
    request = request_from(variant=variant, sets=set_, ports=port, image=image)
    start_lab(plan_named(name, request), read_settings(), with_load=load)


def start_lab(plan: LabPlan, settings: Settings, *, with_load: bool) -> None:
    """A lab that fails to start is taken down again."""
    import secrets

    from lab.containers.cleanup import remove
    from lab.containers.engine import connect
    from lab.plan.naming import project_name
    from lab.report.console.run_console import ConsoleReport
    from lab.report.console.tables import links_table
    from lab.report.console.terminal import terminal
    from lab.run.clock import Clock
    from lab.run.starting import listen
    from lab.run.starting import start_lab as start

    clock = Clock()
    engine = connect(settings)
    project = project_name(plan.scenario, secrets.token_hex(3))
    try:
        with ConsoleReport(terminal()) as report:
            lab = listen(start(plan, engine, settings, clock, project), report.on_event)
        terminal().print(links_table(link_rows(lab)))
        if with_load:
            for load in plan.loads():
                send_load(load, lab.running, clock)
    except BaseException:
        remove(engine, project)
        raise
    terminal().print(f"\n{project} keeps running; stop it with: lab down {project}")


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
                    "; ".join(_notes(link, service.login, built=built)),
                )
            )
    return rows


def _notes(link: Link | None, login: Login | None, *, built: bool) -> list[str]:
    notes = []
    if link is not None and link.api_only_when_built and built:
        notes.append("API only: built from packages without the web UI")
    if link is not None and login is not None:
        notes.append(f"user {login.user}, password {login.password}")
    return notes
