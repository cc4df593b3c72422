"""The end of a run's story on a console: all verdicts, each failure spelled out, where time went, one last sentence."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lab.record.event import Exited
from lab.record.run_record import Expected, RunRecord
from lab.record.verdict import Verdict
from lab.report.console.layout import print_hanging
from lab.report.console.lines import BAD, DOUBT, GOOD, QUIET
from lab.report.explanations import Explained, Explaining
from lab.report.formatting import duration, one_line, printable, shortened
from lab.report.outcome import (
    Outcome,
    bad_verdicts,
    last_sentence,
    never_judged,
    outcome,
    planned_words,
    run_good,
    spelled_outcome,
    unexplained_exits,
)
from lab.report.scaled_values import scaled_by_file

_EVIDENCE_LINES = 30
_COLOURS = {
    Outcome.PASSED: GOOD,
    Outcome.AS_PLANNED: GOOD,
    Outcome.FAILED: BAD,
    Outcome.SURPRISE: BAD,
    Outcome.UNDECIDED: DOUBT,
    Outcome.MAY_FAIL: QUIET,
    Outcome.NOT_APPLICABLE: QUIET,
}


def print_summary(console: Console, record: RunRecord, report: str = "") -> None:
    console.print()
    if record.verdicts:
        _print_table(console, _verdict_table(record.verdicts, record.mutant))
    explaining = Explaining.of(record) if bad_verdicts(record) else Explaining(record, None)
    for verdict in bad_verdicts(record):
        _print_failure(console, verdict, record.mutant, explaining.explained(verdict))
    for name in never_judged(record):
        print_hanging(console, Text("SURPRISE  ", BAD), f"{name}: must fail, but was never judged\n")
    for event in unexplained_exits(record):
        _print_exit(console, event)
    _print_broken_off(console, record)
    if record.scaled and record.verdicts:
        _print_table(console, _scaled_table(record))
    for name, words in _facts(record, report):
        print_hanging(console, Text(f"{name:<10}", QUIET), words, wrap=False)
    console.print()
    print_hanging(console, Text(), last_sentence(record), style=f"bold {'green' if run_good(record) else 'red'}")


def _facts(record: RunRecord, report: str) -> Iterable[tuple[str, str]]:
    """Unwrapped, so that the path of the report can be picked up with a click."""
    yield from (("left out", f"{left.service}: {left.why}") for left in record.left_out)
    if record.phases:
        phases = (f"{phase.name.removeprefix('step: ')} {duration(phase.ms or 0)}" for phase in record.phases)
        yield "timeline", ", ".join(phases)
    if report:
        yield "report", report


def _print_table(console: Console, table: Table) -> None:
    console.print(table, highlight=False)
    console.print()


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")


def _verdict_table(verdicts: tuple[Verdict, ...], mutant: Expected | None) -> Table:
    """A step is a line of its own, so that expectations, which are sentences, have the width."""
    table = _table()
    table.add_column("step and expectation", overflow="fold", ratio=1)
    table.add_column("kind", no_wrap=True)
    table.add_column("status", no_wrap=True)
    table.add_column("attempts", justify="right", no_wrap=True)
    table.add_column("time", justify="right", no_wrap=True)
    step = ""
    for verdict in verdicts:
        if verdict.step != step:
            table.add_row(Text(printable(verdict.step), "bold"))
        step = verdict.step
        result = outcome(verdict, mutant)
        table.add_row(
            Padding(Text(printable(verdict.name)), (0, 0, 0, 2)),
            Text(printable(verdict.kind), "dim"),
            Text(spelled_outcome(verdict, mutant), _COLOURS[result]),
            str(verdict.attempts),
            duration(verdict.elapsed_ms),
        )
    return table


def _print_failure(console: Console, verdict: Verdict, mutant: Expected | None, explained: Explained) -> None:
    judgement, result = verdict.judgement, outcome(verdict, mutant)
    head = Text(f"{result.upper()}  ", _COLOURS[result])
    print_hanging(console, head, verdict.name, style="bold")
    facts = {
        "step": verdict.step,
        "planned": planned_words(verdict, mutant),
        "expected": judgement.expected,
        "seen": judgement.actual,
        "off": judgement.difference,
        "reason": str(judgement.reason or ""),
        "where": str(verdict.where),
        "why": explained.why,
        "try": judgement.hint,
    }
    for name, words in facts.items():
        if words:
            print_hanging(console, Text(f"  {name:<10}", "dim"), words)
    if explained.ask:
        # Unwrapped: a command is there to be copied.
        print_hanging(console, Text(f"  {'ask':<10}", "dim"), explained.ask, wrap=False)
    console.print()


def _print_exit(console: Console, event: Exited) -> None:
    head = Text(f"{printable(event.service)} ended with code {event.code}, unasked; its last lines:", "bold")
    console.print(head, highlight=False)
    _print_tail(console, event.log)
    console.print()


def _print_broken_off(console: Console, record: RunRecord) -> None:
    if record.failure is not None:
        print_hanging(console, Text("error     ", BAD), record.failure.message, style="bold")
        if record.failure.remedy:
            print_hanging(console, Text("  try     ", "dim"), record.failure.remedy)
        if record.failure.evidence:
            _print_tail(console, record.failure.evidence)
        console.print()


def _print_tail(console: Console, log: str) -> None:
    lines = printable(log).rstrip().splitlines()
    cut = [f"({len(lines) - _EVIDENCE_LINES} earlier lines are in the report)"] if len(lines) > _EVIDENCE_LINES else []
    for line in [*cut, *lines[-_EVIDENCE_LINES:]]:
        print_hanging(console, Text("  | ", "dim"), line or " ", style="dim")


def _scaled_table(record: RunRecord) -> Table:
    table = _table()
    table.add_column("scaled for the lab", overflow="fold")
    table.add_column("production", justify="right", no_wrap=True)
    table.add_column("   lab", no_wrap=True)
    for file, paths in scaled_by_file(record):
        table.add_row(Text(printable(file), "bold"))
        for path, rows in paths:
            for each in rows:
                table.add_row(
                    Padding(Text(printable(path) if each is rows[0] else ""), (0, 0, 0, 2)),
                    Text(shortened(one_line(each.production), 24)),
                    Text(f"-> {shortened(one_line(each.lab), 24)}"),
                )
    return table
