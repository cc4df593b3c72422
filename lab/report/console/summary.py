"""The end of a run on a console: all verdicts, each failure in full, the timeline, and the outcome in a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lab.record.event import Exited
from lab.record.outcome import VerdictOutcome, verdict_outcome
from lab.record.planned import MutantPlan
from lab.record.run_record import RunRecord
from lab.record.verdict import Verdict
from lab.report.console.event_lines import BAD, QUIET, STYLES
from lab.report.console.hanging import print_hanging
from lab.report.console.tables import headed_table
from lab.report.event_text import exit_text, unexplained_exits
from lab.report.explanations import Explainer
from lab.report.facts import verdict_facts
from lab.report.formatting import duration, one_line, printable, shortened
from lab.report.scaled_values import scaled_by_file
from lab.report.sentences import run_sentence, verdict_text
from lab.report.tones import OUTCOME_TONES

_EVIDENCE_LINES = 30
_LABEL_WIDTH = 12


def print_summary(console: Console, record: RunRecord, report: str = "") -> None:
    console.print()
    if record.verdicts:
        _print_table(console, _verdict_table(record.verdicts, record.mutant))
    bad = record.bad_verdicts()
    explainer = Explainer.of(record) if bad else Explainer(record, None)
    for verdict in bad:
        _print_bad_verdict(console, verdict, record.mutant, explainer)
    for name in record.never_judged():
        head = Text(f"{VerdictOutcome.UNEXPECTED.upper()}  ", BAD)
        print_hanging(console, head, f"{name}: must fail, but was never judged\n")
    for event in unexplained_exits(record):
        _print_exit(console, event)
    _print_failure(console, record)
    if record.scaled and record.verdicts:
        _print_table(console, _scaled_table(record))
    for label, text in _facts(record, report):
        print_hanging(console, Text(f"{label:<10}", QUIET), text, wrap=False)
    console.print()
    print_hanging(console, Text(), run_sentence(record), style=f"bold {'green' if record.passed else 'red'}")


def _facts(record: RunRecord, report: str) -> Iterable[tuple[str, str]]:
    """Label and text. Printed unwrapped, so that the path of the report can be selected with a click."""
    yield from (("left out", f"{left.service}: {left.why}") for left in record.left_out)
    if record.phases:
        phases = (f"{phase.step or phase.name} {duration(phase.ms or 0)}" for phase in record.phases)
        yield "timeline", ", ".join(phases)
    if report:
        yield "report", report


def _print_table(console: Console, table: Table) -> None:
    console.print(table, highlight=False)
    console.print()


def _verdict_table(verdicts: tuple[Verdict, ...], mutant: MutantPlan | None) -> Table:
    """A step has a line of its own, which leaves the width to the names of expectations."""
    table = headed_table()
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
        table.add_row(
            Padding(Text(printable(verdict.name)), (0, 0, 0, 2)),
            Text(printable(verdict.kind), "dim"),
            Text(verdict_text(verdict, mutant), STYLES[OUTCOME_TONES[verdict_outcome(verdict, mutant)]]),
            str(verdict.attempts),
            duration(verdict.elapsed_ms),
        )
    return table


def _print_bad_verdict(console: Console, verdict: Verdict, mutant: MutantPlan | None, explainer: Explainer) -> None:
    outcome = verdict_outcome(verdict, mutant)
    print_hanging(console, Text(f"{outcome.upper()}  ", STYLES[OUTCOME_TONES[outcome]]), verdict.name, style="bold")
    for label, text in verdict_facts(verdict, mutant, explainer.explain(verdict)).items():
        # A command stays on one line, so that it can be copied.
        print_hanging(console, Text(f"  {label:<{_LABEL_WIDTH}}", "dim"), text, wrap=label != "explain")
    console.print()


def _print_exit(console: Console, event: Exited) -> None:
    console.print(Text(f"{printable(exit_text(event))}; its last lines:", "bold"), highlight=False)
    _print_tail(console, event.log)
    console.print()


def _print_failure(console: Console, record: RunRecord) -> None:
    """What ended the run early."""
    if record.failure is not None:
        print_hanging(console, Text("error     ", BAD), record.failure.message, style="bold")
        if record.failure.remedy:
            print_hanging(console, Text(f"  {'hint':<{_LABEL_WIDTH}}", "dim"), record.failure.remedy)
        if record.failure.evidence:
            _print_tail(console, record.failure.evidence)
        console.print()


def _print_tail(console: Console, log: str) -> None:
    lines = printable(log).rstrip().splitlines()
    cut = [f"({len(lines) - _EVIDENCE_LINES} earlier lines are in the report)"] if len(lines) > _EVIDENCE_LINES else []
    for line in [*cut, *lines[-_EVIDENCE_LINES:]]:
        print_hanging(console, Text("  | ", "dim"), line or " ", style="dim")


def _scaled_table(record: RunRecord) -> Table:
    table = headed_table()
    table.add_column("scaled for the lab", overflow="fold")
    table.add_column("production", justify="right", no_wrap=True)
    table.add_column("   lab", no_wrap=True)
    for file, paths in scaled_by_file(record):
        table.add_row(Text(printable(file), "bold"))
        for path, rows in paths:
            for row in rows:
                table.add_row(
                    Padding(Text(printable(path) if row is rows[0] else ""), (0, 0, 0, 2)),
                    Text(shortened(one_line(row.production), 24)),
                    Text(f"-> {shortened(one_line(row.lab), 24)}"),
                )
    return table
