"""What an item says when it does not pass: text alone. The first line says what is wrong, since summaries show no more.

Order and words are those of the other reports.
"""

from __future__ import annotations

from lab.pytest_items.labs import NotRun
from lab.record.event import Failed
from lab.record.run_record import RunRecord
from lab.record.verdict import Verdict
from lab.report.explanations import Explaining
from lab.report.formatting import one_line, printable, shortened
from lab.report.outcome import Outcome, bad_verdicts, never_judged, planned_words, run_word, spelled_outcome

GIST = 160  # characters of the first line
LOG_LINES = 60


def told(verdict: Verdict, record: RunRecord, report: str) -> str:
    judgement, explained = verdict.judgement, Explaining.of(record).explained(verdict)
    gist = shortened(one_line(judgement.difference or judgement.actual), GIST)
    how = spelled_outcome(verdict, record.mutant)
    head = gist if how == Outcome.FAILED else f"{how}: {gist}"  # pytest says "Failed" itself
    facts = {
        "step": verdict.step,
        "planned": planned_words(verdict, record.mutant),
        "expected": judgement.expected,
        "seen": judgement.actual,
        "off": judgement.difference,
        "reason": str(judgement.reason or ""),
        "where": str(verdict.where),
        "why": explained.why,
        "try": judgement.hint,
        "ask": explained.ask,
        "report": report,
    }
    return "\n".join([head, *_lines(facts)])


def surprises_elsewhere(record: RunRecord, report: str) -> str:
    """Of a mutant: what failed or could not be observed though it must pass; empty when nothing did."""
    assert record.mutant is not None
    others = [verdict for verdict in bad_verdicts(record) if verdict.name not in record.mutant.fails]
    missing = [name for name in never_judged(record) if name not in record.mutant.fails]
    if not others and not missing:
        return ""
    names = ", ".join([*(verdict.name for verdict in others), *missing])
    parts = [f"also failed: {shortened(names, GIST)}"]
    parts += [f"\n{verdict.name}\n{told(verdict, record, '')}" for verdict in others]
    return "\n".join([*parts, *_lines({"report": report})])


def broken_off(record: RunRecord, failure: Failed, report: str, *, full: bool) -> str:
    message = f"{run_word(record)}: {failure.message}"
    if not full:
        return f"{message} (told in full by the first of this lab's items)"
    return _in_full(message, failure.remedy, failure.evidence, report)


def cannot_run(why: NotRun, *, full: bool) -> str:
    if not full:
        return f"not run: {one_line(why.message)} (told in full by the first of this lab's items)"
    return _in_full(f"not run: {why.message}", why.remedy, why.evidence, "")


def _in_full(message: str, remedy: str, evidence: str, report: str) -> str:
    log = printable(evidence).rstrip().splitlines()[-LOG_LINES:]
    return "\n".join([message, *(f"  | {line}" for line in log), *_lines({"try": remedy, "report": report})])


def _lines(facts: dict[str, str]) -> list[str]:
    """A fact of several lines goes on under its first."""
    gap = "\n" + " " * 12
    return [f"  {name:<10}{gap.join(printable(text).splitlines())}" for name, text in facts.items() if text]
