"""Tables for a console that are not about one run: many runs, and the links of a running lab."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lab.record.run_record import RunRecord
from lab.record.verdict import Status
from lab.report.console.event_lines import BAD, GOOD
from lab.report.formatting import duration, one_line, shortened
from lab.report.sentences import batch_sentence


def headed_table() -> Table:
    """A table with a line under its heads and no frame."""
    return Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")


class LinkRow(NamedTuple):
    service: str
    title: str
    url: str
    note: str = ""


def runs_table(records: Iterable[RunRecord]) -> Table:
    table = headed_table()
    table.add_column("run", ratio=3, overflow="fold")
    table.add_column("outcome", no_wrap=True)
    table.add_column("passed", justify="right", no_wrap=True)
    table.add_column("time", justify="right", no_wrap=True)
    table.add_column("failures", ratio=4, overflow="fold")
    for record in records:
        passed = sum(verdict.status is Status.PASSED for verdict in record.verdicts)
        table.add_row(
            Text(one_line(record.label)),
            Text(str(record.result.outcome), GOOD if record.passed else BAD),
            f"{passed}/{len(record.verdicts)}",
            duration(record.took_ms),
            Text(one_line(_failures(record))),
        )
    return table


def print_runs(console: Console, records: Iterable[RunRecord]) -> None:
    runs = tuple(records)
    console.print(runs_table(runs), highlight=False)
    colour = "green" if all(run.passed for run in runs) else "red"
    console.print()
    console.print(Text(batch_sentence(runs), f"bold {colour}"), highlight=False)


def _failures(record: RunRecord) -> str:
    if record.failure is not None:
        return shortened(one_line(record.failure.message), 120)
    if record.mutant is not None:
        return "; ".join(record.unexpected())
    names = [verdict.name for verdict in record.bad_verdicts()]
    return "; ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def links_table(rows: Iterable[LinkRow]) -> Table:
    """The address comes first and never wraps, so that it can be copied or clicked."""
    table = headed_table()
    table.add_column("open", no_wrap=True, overflow="fold")
    table.add_column("service", no_wrap=True)
    table.add_column("content", overflow="fold")
    for row in rows:
        content = Text(row.title).append(f" ({row.note})", "dim") if row.note else Text(row.title)
        table.add_row(Text(row.url, f"cyan link {row.url}"), Text(row.service), content)
    return table
