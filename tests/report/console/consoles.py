"""Consoles whose output is kept."""

from __future__ import annotations

import io

from rich.console import Console

from lab.record.run_record import RunRecord
from lab.report.console.run_console import ConsoleReport

REPORT = "lab-runs/otel-direct-1a2b3c/report.html"


def console(width: int, *, terminal: bool = False, no_color: bool = False) -> Console:
    return Console(
        file=io.StringIO(),
        width=width,
        height=40,
        force_terminal=terminal,
        color_system="truecolor" if terminal else None,
        no_color=no_color,
        _environ={},
    )


def output(out: Console) -> str:
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def reported(record: RunRecord, out: Console, prefix: str = "") -> str:
    """The output of a whole run."""
    with ConsoleReport(out, mutant=record.mutant, prefix=prefix) as report:
        for event in record.events:
            report.on_event(event)
        report.conclude(record, REPORT)
    return output(out)
