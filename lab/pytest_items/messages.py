"""The text of an item that does not pass. The first line says what is wrong, because summaries show only that line.
Labels and sentences are those of the other reports.
"""

from __future__ import annotations

from lab.pytest_items.labs import NotRun
from lab.record.event import Failed
from lab.record.outcome import VerdictOutcome
from lab.record.run_record import RunRecord
from lab.record.verdict import Verdict
from lab.report.escapes import without_commands
from lab.report.explanations import Explainer
from lab.report.facts import verdict_facts
from lab.report.formatting import one_line, printable, shortened
from lab.report.sentences import verdict_text

_GIST_LENGTH = 160  # characters of the first line
_LOG_LINES = 60
_LABEL_WIDTH = 12
_REFERENCE = "(in full at the first item of this lab)"


def verdict_message(verdict: Verdict, record: RunRecord, report: str) -> str:
    judgement = verdict.judgement
    gist = shortened(one_line(judgement.difference or judgement.actual), _GIST_LENGTH)
    outcome = verdict_text(verdict, record.mutant)
    head = gist if outcome == VerdictOutcome.FAILED else f"{outcome}: {gist}"  # pytest prints "Failed" itself
    facts = verdict_facts(verdict, record.mutant, Explainer.of(record).explain(verdict))
    return without_commands("\n".join([head, *_lines({**facts, "report": report})]))


def unexpected_message(record: RunRecord, report: str) -> str:
    """For a mutant: what failed or was undecided though it must pass; empty when nothing was."""
    assert record.mutant is not None
    others = [verdict for verdict in record.bad_verdicts() if verdict.name not in record.mutant.fails]
    if not others:
        return ""
    names = ", ".join(verdict.name for verdict in others)
    parts = [f"also failed: {shortened(names, _GIST_LENGTH)}"]
    parts += [f"\n{printable(verdict.name)}\n{verdict_message(verdict, record, '')}" for verdict in others]
    return without_commands("\n".join([*parts, *_lines({"report": report})]))


def ended_early_message(record: RunRecord, failure: Failed, report: str, *, full: bool) -> str:
    message = without_commands(f"{record.result.outcome}: {printable(failure.message)}")
    return _full_message(message, failure.remedy, failure.evidence, report) if full else f"{message} {_REFERENCE}"


def not_run_message(reason: NotRun, *, full: bool) -> str:
    if not full:
        return without_commands(f"not run: {one_line(reason.message)} {_REFERENCE}")
    return _full_message(f"not run: {reason.message}", reason.remedy, reason.evidence, "")


def _full_message(message: str, remedy: str, evidence: str, report: str) -> str:
    log = printable(evidence).rstrip().splitlines()[-_LOG_LINES:]
    lines = [printable(message), *(f"  | {line}" for line in log), *_lines({"hint": remedy, "report": report})]
    return without_commands("\n".join(lines))


def _lines(facts: dict[str, str]) -> list[str]:
    """Labelled lines. Further lines of a fact are indented to its first."""
    indent = "\n" + " " * (_LABEL_WIDTH + 2)
    return [
        f"  {label:<{_LABEL_WIDTH}}{indent.join(printable(text).splitlines())}" for label, text in facts.items() if text
    ]
