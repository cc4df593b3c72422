"""`lab ps`: the labs on this engine, with their services."""

from __future__ import annotations

from lab.cli.invocation import read_settings


def ps() -> None:
    """List the labs on this engine, with their services."""
    from rich.table import Table

    from lab.containers.attach import find
    from lab.containers.engine import connect
    from lab.report.console.terminal import terminal

    labs = find(connect(read_settings()))
    if not labs:
        terminal().print("no lab is running")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("lab", "service", "state", "address"):
        table.add_column(column, overflow="fold", no_wrap=column in ("service", "state"))
    for lab in labs:
        name = lab.project
        for service in lab.services:
            ports = ", ".join(f"http://127.0.0.1:{port}" for port in service.ports.values())
            table.add_row(name, service.state.service, _state(service.state.status, service.state.exit_code), ports)
            name = ""
        if not lab.services:
            table.add_row(name, "(networks or volumes only)", "", "")
    terminal().print(table)


def _state(status: str, code: int) -> str:
    return f"exited (code {code})" if status == "exited" else status
