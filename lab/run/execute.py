"""One run from its first event to its reports on disk."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress

from lab.engine_facts import EngineFacts
from lab.queries.answer import UNREADABLE
from lab.record.bounded import RecordSize
from lab.record.event import Event, Waiting
from lab.record.run_record import RunRecord
from lab.report.explanations import with_causes
from lab.report.files import ReportFiles, write_reports
from lab.run.records import run_record
from lab.run.runner import Run


def execute(
    run: Run, facts: EngineFacts, on_event: Callable[[Event], None] = lambda event: None
) -> tuple[RunRecord, ReportFiles]:
    """The reports are written also when the run is interrupted; `ReportFiles.unwritten` has what could not be."""
    started = run.clock.now()
    recorded: list[Event] = []
    size = RecordSize()
    try:
        # Closed here and not by the garbage collector: an exception of a listener must take the lab down too.
        with closing(run.events()) as events:
            for event in events:
                kept = None if isinstance(event, Waiting) else size.admit(event)
                if kept is not None:
                    recorded.append(kept)
                on_event(kept or event)
    finally:
        try:
            record, files = _conclude(run, facts, recorded, started)
        except KeyboardInterrupt:  # a first signal may come only now, and must not cost the record
            _conclude(run, facts, recorded, started)
            raise
    return record, files


def _conclude(run: Run, facts: EngineFacts, recorded: list[Event], started: float) -> tuple[RunRecord, ReportFiles]:
    record = run_record(run.plan, recorded, facts, run.settings, started, run.clock.now(), strict=run.strict)
    with suppress(*UNREADABLE):  # a record without causes is better than none
        record = with_causes(record)
    return record, write_reports(record, run.settings.runs / run.project.removeprefix("lab-"))
