"""A run as one page: everything in one file, nothing fetched, no script. What it says is decided by its neighbours."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lab.record.event import ActionDone, Evidence
from lab.record.run_record import RunRecord
from lab.report.charts.timeline import timeline
from lab.report.evidence_view import alert_views, answer_text, panel_views
from lab.report.explanations import Explaining
from lab.report.formatting import duration, moment, plain_number, printable, utc
from lab.report.outcome import (
    Outcome,
    bad_verdicts,
    last_sentence,
    outcome,
    planned_words,
    run_good,
    spelled_outcome,
    unexplained_exits,
)
from lab.report.scaled_values import scaled_by_file

_TONES = {
    Outcome.PASSED: "good",
    Outcome.AS_PLANNED: "good",
    Outcome.FAILED: "bad",
    Outcome.SURPRISE: "bad",
    Outcome.UNDECIDED: "doubt",
    Outcome.MAY_FAIL: "quiet",
    Outcome.NOT_APPLICABLE: "quiet",
}


def report_html(record: RunRecord) -> str:
    return (
        pages()
        .get_template("report.html.j2")
        .render(
            record=record,
            sentence=last_sentence(record),
            good=run_good(record),
            bad=bad_verdicts(record),
            steps=[(step, list(verdicts)) for step, verdicts in groupby(record.verdicts, lambda verdict: verdict.step)],
            tally=_tally(record),
            alerts=alert_views(record),
            panels=panel_views(record),
            timeline=timeline(record),
            scaled=scaled_by_file(record),
            faulted=[event for event in record.events if isinstance(event, ActionDone)],
            exits=unexplained_exits(record),
            logs=_evidence(record, "log"),
            configs=_evidence(record, "config"),
            tone=lambda verdict: _TONES[outcome(verdict, record.mutant)],
            said=lambda verdict: spelled_outcome(verdict, record.mutant),
            planned=lambda verdict: planned_words(verdict, record.mutant),
            explained=Explaining.of(record).explained,
            asked=lambda observation: observation.query.describe(record.started),
            since=lambda at: moment((at - record.started) * 1000),
            anchor=lambda verdict: f"verdict-{record.verdicts.index(verdict)}",
        )
    )


def _tally(record: RunRecord) -> list[tuple[int, str, str]]:
    results = [outcome(verdict, record.mutant) for verdict in record.verdicts]
    counted = [(each, results.count(each)) for each in Outcome if each in results]
    return [(number, _plural(each, number), _TONES[each]) for each, number in counted]


def _plural(result: Outcome, number: int) -> str:
    return "surprises" if result is Outcome.SURPRISE and number > 1 else str(result)


def _evidence(record: RunRecord, kind: str) -> list[Evidence]:
    return [event for event in record.events if isinstance(event, Evidence) and event.kind == kind]


def pages() -> Environment:
    """Where the templates of pages are found; what comes from records is escaped in them."""
    folder = Path(__file__).with_name("templates")
    env = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: printable(value) if type(value) is str else value,
    )
    env.filters.update(
        {
            "duration": duration,
            "utc": utc,
            "answer": answer_text,
            "number": plain_number,
            "svg": Markup,  # only for charts, which escape what they are given
        }
    )
    return env
