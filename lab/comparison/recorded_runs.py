"""Reads existing records, and compares two runs side by side.

Runs give only what their records contain: verdicts, the series of their Prometheus, and numbers measured once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from lab.comparison.portability.analysis import portability
from lab.comparison.portability.queries import written_queries
from lab.comparison.portability.side_view import SideView, app_labels
from lab.comparison.record import ComparisonRecord, MeasuredValue, Portability, Repetition, SideRecord
from lab.comparison.report.files import read_record as read_comparison_record
from lab.errors import UsageError
from lab.plan.planning import plan
from lab.plan.requests import Request
from lab.record.event import Evidence
from lab.record.run_record import RunRecord
from lab.record.verdict import Status
from lab.report.saved_runs import read_record as read_run_record
from lab.selection.scenarios import read_scenario
from lab.stack.folders import Folders
from lab.why.serialization import dialects_of, read_detail

_ONE_RUN_EACH = "one run of each: without repetitions, no difference can be judged"


@dataclass(frozen=True, slots=True)
class StatusPair:
    """One expectation in two runs; None where a run does not have it."""

    name: str
    first: Status | None
    other: Status | None


def read_record(file: Path) -> RunRecord | ComparisonRecord:
    """Raises UsageError."""
    return read_comparison_record(file) if _is_comparison(file) else read_run_record(file)


def _is_comparison(file: Path) -> bool:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return file.name == "comparison.json"  # what is wrong with it is reported when it is read
    return isinstance(data, dict) and "repetitions" in data


def side_by_side(first: RunRecord, other: RunRecord) -> tuple[StatusPair, ...]:
    """In the order of the first; expectations with the same name are the same."""
    firsts, others = ({verdict.name: verdict.status for verdict in run.verdicts} for run in (first, other))
    return tuple(StatusPair(name, firsts.get(name), others.get(name)) for name in dict.fromkeys((*firsts, *others)))


def status_table(record: ComparisonRecord, rows: tuple[StatusPair, ...]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("expectation", *(side.name for side in record.sides)):
        table.add_column(heading)
    for row in rows:
        cells = [str(status) if status else "-" for status in (row.first, row.other)]
        table.add_row(row.name, *cells, style="bold" if row.first != row.other else None)
    return table


def record_of_runs(
    runs: tuple[RunRecord, RunRecord], folder_names: tuple[str, str], folders: Folders
) -> ComparisonRecord:
    """`folder_names` distinguish two runs of the same scenario."""
    names = folder_names if runs[0].label == runs[1].label else (runs[0].label, runs[1].label)
    views, remarks = {}, [_ONE_RUN_EACH]
    for name, run in zip(names, runs, strict=True):
        view = _view(run, folders)
        if isinstance(view, SideView):
            views[name] = view
        else:
            remarks.append(f"{name}: {view}")
    return ComparisonRecord(
        name="-vs-".join(run.scenario for run in runs),
        title=f"{names[0]} against {names[1]}, from their records",
        why="two finished runs side by side",
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
        transport=None,
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
        measurements=tuple(MeasuredValue(**measurement.model_dump()) for measurement in run.measurements),
        invalid_reason=run.failure.message if run.failure else "",
    )


def _view(run: RunRecord, folders: Folders) -> SideView | str:
    """The series of its Prometheus and the queries written for it; or why there are none."""
    evidence = next((e for e in run.events if isinstance(e, Evidence) and e.kind == "inventory"), None)
    inventory = read_detail(evidence.name, evidence.detail) if evidence else None
    if evidence is None or inventory is None:
        return "its record has no inventory of its Prometheus"
    try:
        source = folders.scenario(run.scenario)
        run_plan = plan(source, folders, Request(variant=dict(run.variant)))
    except UsageError:
        return "its scenario is missing or has changed, so its rules and panels are not known"
    dialect_name, app = read_scenario(source).dialect, run_plan.role("app")
    dialect = dialects_of(evidence.detail).get(dialect_name) if dialect_name else None
    return SideView(dialect, inventory, app_labels(inventory, app.name if app else ""), written_queries(run_plan))
