"""A run as one page: everything in one file, nothing fetched, no script."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lab.language.counting import count
from lab.record.event import ActionDone
from lab.record.outcome import VerdictOutcome, verdict_outcome
from lab.record.run_record import RunRecord
from lab.report.charts.timeline import timeline
from lab.report.escapes import xml_characters
from lab.report.event_text import action_label, action_text, exit_text, unexplained_exits
from lab.report.evidence_view import PanelView, alert_views, answer_text, evidence_of, panel_views
from lab.report.explanations import Explainer
from lab.report.formatting import duration, moment, plain_number, printable, utc
from lab.report.scaled_values import scaled_by_file
from lab.report.sentences import plan_text, run_sentence, verdict_text
from lab.report.tones import OUTCOME_TONES


def report_html(record: RunRecord) -> str:
    return (
        pages()
        .get_template("report.html.j2")
        .render(
            record=record,
            sentence=run_sentence(record),
            good=record.passed,
            bad=record.bad_verdicts(),
            steps=[(step, list(verdicts)) for step, verdicts in groupby(record.verdicts, lambda verdict: verdict.step)],
            tally=_tally(record),
            alerts=alert_views(record),
            panels=_by_dashboard(panel_views(record)),
            timeline=timeline(record),
            scaled=scaled_by_file(record),
            actions=[event for event in record.events if isinstance(event, ActionDone)],
            action_label=action_label,
            action_text=action_text,
            exits=unexplained_exits(record),
            exit_text=exit_text,
            logs=list(evidence_of(record, "log")),
            configs=list(evidence_of(record, "config")),
            tone=lambda verdict: OUTCOME_TONES[verdict_outcome(verdict, record.mutant)],
            status=lambda verdict: verdict_text(verdict, record.mutant),
            planned=lambda verdict: plan_text(verdict, record.mutant),
            explain=Explainer.of(record).explain,
            describe=lambda observation: observation.query.described(record.zero),
            since=lambda at: moment((at - record.zero) * 1000),
            anchor=lambda verdict: f"verdict-{record.verdicts.index(verdict)}",
        )
    )


def _by_dashboard(panels: Iterable[PanelView]) -> dict[str, list[PanelView]]:
    dashboards: dict[str, list[PanelView]] = {}
    for panel in panels:
        dashboards.setdefault(panel.dashboard, []).append(panel)
    return dashboards


def _tally(record: RunRecord) -> list[tuple[str, str]]:
    outcomes = [verdict_outcome(verdict, record.mutant) for verdict in record.verdicts]
    present = [(outcome, outcomes.count(outcome)) for outcome in VerdictOutcome if outcome in outcomes]
    return [(_tally_text(outcome, number), OUTCOME_TONES[outcome]) for outcome, number in present]


def _tally_text(outcome: VerdictOutcome, number: int) -> str:
    return count(number, str(outcome)) if outcome is VerdictOutcome.UNEXPECTED else f"{number} {outcome}"


def prose(text: str) -> Markup:
    """A sentence whose code is between backticks, escaped; a backtick that nothing closes is a character."""
    parts = xml_characters(text).split("`")
    if len(parts) % 2 == 0:
        parts[-2:] = ["`".join(parts[-2:])]
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(part) if index % 2 else part for index, part in enumerate(parts))


def pages(*folders: Path) -> Environment:
    """Templates of this package and of other `folders`; what comes from records is escaped in them."""
    env = Environment(
        loader=FileSystemLoader([Path(__file__).with_name("templates"), *folders]),
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
            "prose": prose,
            "svg": Markup,  # only for charts, which escape what they are given
        }
    )
    return env
