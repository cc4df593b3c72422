"""Records of what was measured or run already, read back; and two runs side by side as one comparison.

Of runs nothing can be told but what their records hold: verdicts, what their Prometheus held, and numbers taken once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from lab.comparison.portability.portability import SideView, application, portability, written_for
from lab.comparison.record import ComparisonRecord, Portability, Repetition, SideRecord
from lab.comparison.report.files import read_comparison
from lab.errors import UsageError
from lab.plan.planning import plan
from lab.plan.requests import Request
from lab.record.event import Evidence
from lab.record.run_record import RunRecord
from lab.record.verdict import Status
from lab.report.saved_runs import read_record as read_run
from lab.selection.scenarios import read_scenario
from lab.stack.folders import Folders
from lab.why.serialization import dialects_of, read_detail

_ONCE = "each ran once: of what was measured once, nothing can be told"


@dataclass(frozen=True, slots=True)
class Both:
    """One expectation in two runs; None where a run does not have it."""

    name: str
    first: Status | None
    other: Status | None


def read_record(file: Path) -> RunRecord | ComparisonRecord:
    """Raises UsageError."""
    return read_comparison(file) if _is_comparison(file) else read_run(file)


def _is_comparison(file: Path) -> bool:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return file.name == "comparison.json"  # what is wrong with it is said when it is read
    return isinstance(data, dict) and "repetitions" in data


def side_by_side(first: RunRecord, other: RunRecord) -> tuple[Both, ...]:
    """In the order of the first; expectations are the same when they are called the same."""
    one, two = ({verdict.name: verdict.status for verdict in run.verdicts} for run in (first, other))
    return tuple(Both(name, one.get(name), two.get(name)) for name in dict.fromkeys((*one, *two)))


def verdict_table(record: ComparisonRecord, rows: tuple[Both, ...]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in ("expectation", *(side.name for side in record.sides)):
        table.add_column(head)
    for row in rows:
        words = [str(status) if status else "-" for status in (row.first, row.other)]
        table.add_row(row.name, *words, style="bold" if row.first != row.other else None)
    return table


def record_of_runs(runs: tuple[RunRecord, RunRecord], kept_in: tuple[str, str], folders: Folders) -> ComparisonRecord:
    """`kept_in`: the names of their folders, which tell two runs of the same scenario apart."""
    names = kept_in if runs[0].label == runs[1].label else (runs[0].label, runs[1].label)
    views, remarks = {}, [_ONCE]
    for name, run in zip(names, runs, strict=True):
        view = _view(run, folders)
        if isinstance(view, SideView):
            views[name] = view
        else:
            remarks.append(f"{name}: {view}")
    return ComparisonRecord(
        name="-vs-".join(run.scenario for run in runs),
        title=f"{names[0]} against {names[1]}, from their records",
        why="two runs that are over, side by side",
        started=min(run.started for run in runs),
        ended=max(run.ended for run in runs),
        versions=runs[1].versions,
        sides=tuple(_side(name, run) for name, run in zip(names, runs, strict=True)),
        repetitions=tuple(_repetition(name, run) for name, run in zip(names, runs, strict=True)),
        portability=portability(views) if len(views) > 1 else Portability(),
        remarks=tuple(remarks),
    )


def _side(name: str, run: RunRecord) -> SideRecord:
    return SideRecord(
        name=name,
        scenario=run.scenario,
        title=run.title,
        path="",
        plan_digest=run.plan_digest,
        images=run.images,
    )


def _repetition(name: str, run: RunRecord) -> Repetition:
    return Repetition(
        side=name,
        number=1,
        phase="steady",
        started=run.started,
        ended=run.ended,
        measurements=run.measurements,
        invalid_reason=run.failure.message if run.failure else "",
    )


def _view(run: RunRecord, folders: Folders) -> SideView | str:
    """What its Prometheus held, and what was written for it; or why there is nothing to look at."""
    kept = next((e for e in run.events if isinstance(e, Evidence) and e.kind == "inventory"), None)
    held = read_detail(kept.name, kept.detail) if kept else None
    if kept is None or held is None:
        return "its record does not hold what its Prometheus held"
    try:
        source = folders.scenario(run.scenario)
        made = plan(source, folders, Request(variant=dict(run.variant)))
    except UsageError:
        return "its scenario is not here any more, or another one, so nothing can be said of its rules and panels"
    named, app = read_scenario(source).dialect, made.role("app")
    dialect = dialects_of(kept.detail).get(named) if named else None
    return SideView(dialect, held, application(held, app.name if app else ""), written_for(made))
