"""What the terminal says of whole runs: where reports go, and at the end a line for each lab.

Runs reach the end as properties of their items' reports, which is what crosses from a worker to the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from lab import __version__
from lab.commands.output import shown
from lab.plan.model import LabPlan
from lab.pytest_items.labs import NotRun, Ran
from lab.report.formatting import one_line, shortened
from lab.report.outcome import last_sentence, run_good
from lab.settings import from_environment


def header() -> str:
    return f"lab: {__version__}, reports go to {shown(from_environment().runs)}"


def properties(plan: LabPlan, ended: Ran | NotRun) -> list[tuple[str, object]]:
    if isinstance(ended, NotRun):
        return [("lab", plan.label), ("lab_sentence", f"not run: {shortened(one_line(ended.message), 200)}")]
    found = [("lab", plan.label), ("lab_sentence", last_sentence(ended.record)), ("lab_report", ended.report)]
    if run_good(ended.record):
        found.append(("lab_good", "yes"))
    if ended.kept:
        found.append(("lab_kept", ended.kept))
    return list(found)


def print_runs(terminal: pytest.TerminalReporter, reports: Iterable[pytest.TestReport]) -> None:
    runs: dict[tuple[str, str], dict[str, str]] = {}
    for report in reports:
        facts = {name: str(value) for name, value in report.user_properties}
        runs[facts["lab"], facts.get("lab_report", "")] = facts
    terminal.section("labs")
    width = max(len(label) for label, _ in runs)
    # What went wrong comes last, where it is read first.
    for (label, report_file), facts in sorted(runs.items(), key=lambda run: ("lab_good" not in run[1], run[0])):
        good = "lab_good" in facts
        terminal.line(f"{label:<{width}}  {facts['lab_sentence']}", green=good, red=not good)
        if report_file and not good:
            terminal.line(f"{'':<{width}}  report: {report_file}")
        if "lab_kept" in facts:
            terminal.line(f"{'':<{width}}  still running; take it down with: lab down {facts['lab_kept']}")
