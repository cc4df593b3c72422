"""What the terminal shows about labs: where reports go, and at the end a line for each lab.

The facts are properties of the items' test reports, which pytest-xdist sends from the workers to the controller.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from lab import __version__
from lab.plan.model import LabPlan
from lab.pytest_items.labs import FinishedRun, NotRun
from lab.report.escapes import without_commands
from lab.report.formatting import one_line, relative_path, shortened
from lab.report.sentences import run_sentence
from lab.settings import from_environment


def header() -> str:
    return f"lab: {__version__}, reports go to {relative_path(from_environment().runs)}"


def properties(plan: LabPlan, run: FinishedRun | NotRun) -> list[tuple[str, object]]:
    if isinstance(run, NotRun):
        return [("lab", plan.label), ("lab_sentence", f"not run: {shortened(one_line(run.message), 200)}")]
    facts: list[tuple[str, object]] = [("lab", plan.label), ("lab_sentence", run_sentence(run.record))]
    facts.append(("lab_report", run.report))
    if run.record.passed:
        facts.append(("lab_passed", "yes"))
    if run.kept:
        facts.append(("lab_kept", run.kept))
    return facts


def print_runs(terminal: pytest.TerminalReporter, reports: Iterable[pytest.TestReport]) -> None:
    runs: dict[tuple[str, str], dict[str, str]] = {}
    for report in reports:
        facts = {name: str(value) for name, value in report.user_properties}
        runs[facts["lab"], facts.get("lab_report", "")] = facts
    terminal.section("labs")
    width = max(len(label) for label, _ in runs)
    # Failed runs come last, next to the end of the output.
    for (label, report_file), facts in sorted(runs.items(), key=lambda row: ("lab_passed" not in row[1], row[0])):
        passed = "lab_passed" in facts
        terminal.line(f"{label:<{width}}  {without_commands(facts['lab_sentence'])}", green=passed, red=not passed)
        if report_file and not passed:
            terminal.line(f"{'':<{width}}  report: {report_file}")
        if "lab_kept" in facts:
            terminal.line(f"{'':<{width}}  keeps running; stop it with: lab down {facts['lab_kept']}")
