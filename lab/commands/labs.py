"""Labs that stay: start one and leave it running, send it load, look at it, take it down."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from rich.table import Table

from lab.commands.output import console
from lab.containers.attach import attach, find
from lab.containers.cleanup import remove
from lab.containers.compose_project import ComposeProject
from lab.containers.engine import connect
from lab.containers.removal import LabObjects
from lab.errors import ExitCode, UsageError
from lab.plan.actions import LoadPlan
from lab.plan.model import LabPlan
from lab.plan.naming import project_name
from lab.record.event import LoadDone
from lab.report.console.run_console import ConsoleReport
from lab.report.console.tables import LinkRow, links_table
from lab.run.clock import Clock
from lab.run.lab import Lab
from lab.run.load import send
from lab.run.starting import listen, start_lab
from lab.settings import Settings
from lab.stack.model import Link, Login


def up(plan: LabPlan, settings: Settings, *, with_load: bool) -> ExitCode:
    """A lab that keeps running, with its links. What fails on the way is taken down again."""
    clock = Clock()
    engine = connect(settings)
    project = project_name(plan.scenario, secrets.token_hex(3))
    try:
        with ConsoleReport(console()) as report:
            lab = listen(start_lab(plan, engine, settings, clock, project), report.on_event)
        console().print(links_table(links(lab)))
        if with_load:
            for load in plan.loads():
                _send(load, lab.running, clock)
    except BaseException:
        remove(engine, project)
        raise
    console().print(f"\n{project} runs until: lab down {project}", highlight=False)
    return ExitCode.PASSED


def links(lab: Lab) -> list[LinkRow]:
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
                    "; ".join(_notes(link, service.login, built)),
                )
            )
    return rows


def _notes(link: Link | None, login: Login | None, built: bool) -> Iterator[str]:
    if link is not None and link.api_only_when_built and built:
        yield "API only: built from packages without the web UI"
    if link is not None and login is not None:
        yield f"user {login.user}, password {login.password}"


def send_loads(name: str, plan: LabPlan, settings: Settings) -> ExitCode:
    """Sends the scenario's loads once more to a lab that runs."""
    running = attach(connect(settings), name)
    if not plan.loads():
        raise UsageError(f"{plan.scenario} sends no load")
    clean = [_send(load, running, Clock()) for load in plan.loads()]
    return ExitCode.PASSED if all(clean) else ExitCode.FAILED


def _send(load: LoadPlan, running: ComposeProject, clock: Clock) -> bool:
    out = console()
    with out.status(f"load {load.name}: {load.asked} requests to {load.service} in {load.seconds:g} s"):
        truth = send(load, running)
    ConsoleReport(out).on_event(LoadDone(at_ms=clock.ms(), truth=truth))
    return not truth.invalid_reason


def scenario_behind(name: str, settings: Settings) -> str:
    """The scenario of a running lab, by the lab's name or the scenario's own."""
    labs = find(connect(settings))
    return next((lab.scenario for lab in labs if name in (lab.project, lab.scenario)), name)


def print_labs(settings: Settings) -> ExitCode:
    labs = find(connect(settings))
    if not labs:
        console().print("no lab is running")
        return ExitCode.PASSED
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in ("lab", "service", "state", "address"):
        table.add_column(head, no_wrap=head != "state")
    for lab in labs:
        name = lab.project
        for seen in lab.services:
            ports = ", ".join(f"http://127.0.0.1:{port}" for port in seen.ports.values())
            table.add_row(name, seen.state.service, _state(seen.state.status, seen.state.exit_code), ports)
            name = ""
        if not lab.services:
            table.add_row(name, "(networks or volumes only)", "", "")
    console().print(table)
    return ExitCode.PASSED


def _state(status: str, code: int) -> str:
    return f"exited with {code}" if status == "exited" else status


def print_logs(name: str, service: str | None, tail: int, settings: Settings) -> ExitCode:
    lab = attach(connect(settings), name)
    known = tuple(lab.states())
    if service is not None and service not in known:
        raise UsageError(f"{lab.project} has no service {service!r}", remedy=f"services: {', '.join(known)}")
    for each in (service,) if service else known:
        if service is None:
            console().rule(each, align="left", style="dim")
        console().print(lab.logs(each, tail), markup=False, soft_wrap=True)
    return ExitCode.PASSED


def down(name: str | None, settings: Settings, *, every: bool) -> ExitCode:
    """One lab, by its own name or by that of its scenario when only one runs it, or all of them."""
    engine = connect(settings)
    if every:
        _say_removed("everything of lab", remove(engine, None))
        return ExitCode.PASSED
    labs = find(engine)
    chosen = [lab for lab in labs if lab.project == name] or [lab for lab in labs if name in (None, lab.scenario)]
    if len(chosen) > 1:
        raise UsageError(
            f"{len(chosen)} labs are there", remedy=f"say which, or --all: {', '.join(lab.project for lab in chosen)}"
        )
    if not chosen and name is not None:
        raise UsageError(
            f"no lab is called {name!r}", remedy=f"labs: {', '.join(lab.project for lab in labs) or 'none'}"
        )
    for lab in chosen:
        _say_removed(lab.project, remove(engine, lab.project))
    if not chosen:
        console().print("no lab is running")
    return ExitCode.PASSED


def _say_removed(what: str, removed: LabObjects) -> None:
    counts = {"containers": removed.containers, "networks": removed.networks, "volumes": removed.volumes}
    words = ", ".join(f"{len(found)} {kind}" for kind, found in counts.items() if found) or "nothing was there"
    console().print(f"removed {what}: {words}", highlight=False)
