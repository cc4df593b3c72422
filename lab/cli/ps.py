"""`lab ps`: the labs on this engine, with their services."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from lab.cli.invocation import read_settings

if TYPE_CHECKING:
    from rich.console import Console

    from lab.containers.attach import LabSummary
    from lab.containers.states import Container, ContainerState

_NO_CONTAINERS = "no containers: networks or volumes only"


def ps() -> None:
    """List the labs on this engine, with their services.

    In a pipe each line is a service: lab, service, state and addresses, separated by tabs.
    """
    from lab.containers.attach import find
    from lab.containers.engine import connect
    from lab.report.console.terminal import terminal

    engine = connect(read_settings())
    labs = find(engine)
    elsewhere = engine.address.for_display if engine.address.remote else ""
    console = terminal()
    if console.is_terminal:
        _print_tables(console, labs, elsewhere)
    else:
        for line in plain_lines(labs, elsewhere):
            typer.echo(line)


def plain_lines(labs: Iterable[LabSummary], elsewhere: str = "") -> list[str]:
    """For programs: nothing is cut, and nothing is left out where it repeats. `elsewhere`: the engine, where it is that
    of another machine."""
    lines = []
    for lab in labs:
        lines += ["\t".join((lab.project, *row)) for row in _rows(lab, elsewhere)]
    return lines


def _rows(lab: LabSummary, elsewhere: str) -> Sequence[tuple[str, str, str]]:
    """Service, state, addresses."""
    if not lab.services:
        return [("-", _NO_CONTAINERS, "")]
    return [
        (service.state.service, _state(service.state), ", ".join(_addresses(lab, service, elsewhere)))
        for service in lab.services
    ]


def _addresses(lab: LabSummary, service: Container, elsewhere: str) -> Iterator[str]:
    from lab.containers.remote.kept import kept_ports

    kept = kept_ports(Path(lab.folder)) if elsewhere else None
    for container_port, published in service.ports.items():
        if not elsewhere:
            yield f"http://127.0.0.1:{published}"
        elif kept is not None and (service.state.service, container_port) in kept.ports:
            yield f"http://127.0.0.1:{kept.ports[service.state.service, container_port]}"
        else:
            yield f"127.0.0.1:{published} of {elsewhere}"


def _state(state: ContainerState) -> str:
    return f"exited with code {state.exit_text}" if state.status == "exited" else state.status


def _print_tables(console: Console, labs: Sequence[LabSummary], elsewhere: str = "") -> None:
    """The name of a lab has a line of its own, unwrapped, so that it can be copied at any width."""
    from rich.table import Table
    from rich.text import Text

    if not labs:
        console.print("no lab is running")
    for lab in labs:
        console.print(Text(lab.project, "bold"), soft_wrap=True, highlight=False)
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
        for column in ("service", "state", "address"):
            table.add_column(column, overflow="fold", no_wrap=column == "service")
        for service, state, address in _rows(lab, elsewhere):
            table.add_row(Text(f"  {service}"), Text(state), Text(address))
        console.print(table, highlight=False)
