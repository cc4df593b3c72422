"""Sentences shared by all reports: the outcome of a verdict, of a run, and of many runs."""

from __future__ import annotations

from collections import Counter

from lab.language.counting import count
from lab.record.outcome import RunOutcome, VerdictOutcome, verdict_outcome
from lab.record.planned import MutantPlan
from lab.record.run_record import RunRecord
from lab.record.verdict import Status, Verdict
from lab.report.formatting import duration, one_line, shortened


def verdict_text(verdict: Verdict, mutant: MutantPlan | None) -> str:
    """The outcome in a few words; an unexpected result and a permitted failure name the verdict's status too."""
    outcome = verdict_outcome(verdict, mutant)
    if outcome in (VerdictOutcome.UNEXPECTED, VerdictOutcome.MAY_FAIL):
        return f"{outcome}: {verdict_outcome(verdict, None)}"
    return str(outcome)


def plan_text(verdict: Verdict, mutant: MutantPlan | None) -> str:
    """What a mutant plans for this expectation; empty in a plain run."""
    if mutant is None:
        return ""
    return f"to fail with {mutant.fails[verdict.name]}" if verdict.name in mutant.fails else "to pass"


def run_sentence(record: RunRecord) -> str:
    """The outcome of a run in one sentence."""
    took = duration(record.took_ms)
    if record.images_ms:
        took += f" (and {duration(record.images_ms)} before that for images)"
    outcome = record.result.outcome
    if outcome is RunOutcome.INTERRUPTED:
        return f"interrupted after {took}"
    if record.failure is not None:
        return f"{outcome} after {took}: {shortened(one_line(record.failure.message), 200)}"
    if record.mutant is not None:
        return _mutant_sentence(record, record.mutant, took)
    if not record.verdicts:
        return f"no expectation was judged in {took}"
    tally = Counter(verdict_outcome(verdict, None) for verdict in record.verdicts)
    others = (VerdictOutcome.FAILED, VerdictOutcome.UNDECIDED, VerdictOutcome.NOT_APPLICABLE)
    rest = ", ".join(f"{tally[outcome]} {outcome}" for outcome in others if tally[outcome])
    passed = f"{tally[VerdictOutcome.PASSED]} of {count(len(record.verdicts), 'expectation')} passed in {took}"
    return f"{passed}; {rest}" if rest else passed


def batch_sentence(records: tuple[RunRecord, ...]) -> str:
    """The outcome of many runs, with the mutation score: the share of injected defects that expectations detected."""
    passed = sum(record.passed for record in records)
    took_ms = sum(record.took_ms for record in records)
    sentence = f"{passed} of {count(len(records), 'run')} passed, {duration(took_ms)} of run time"
    mutants = tuple(record for record in records if record.mutant is not None)
    judged = tuple(record for record in mutants if record.result.outcome is not RunOutcome.NOT_APPLICABLE)
    if not mutants:
        return sentence
    killed = sum(record.result.killed for record in judged)
    score = f"{killed} of {count(len(judged), 'mutant')} killed"
    score += f" ({_percent(killed, len(judged))} %)" if judged else ""
    rest = f", {len(mutants) - len(judged)} not applicable" if len(judged) < len(mutants) else ""
    return f"{sentence}; mutation score: {score}{rest}"


def _percent(part: int, whole: int) -> int:
    """Rounded, but 100 only when `part` is `whole`."""
    return 100 if part == whole else min(round(100 * part / whole), 99)


def _mutant_sentence(record: RunRecord, mutant: MutantPlan, took: str) -> str:
    outcomes = [verdict_outcome(verdict, mutant) for verdict in record.verdicts]
    planned = f"{outcomes.count(VerdictOutcome.AS_PLANNED)} of {count(len(mutant.fails), 'planned failure')}"
    left_out = sum(v.name in mutant.fails and v.status is Status.NOT_APPLICABLE for v in record.verdicts)
    parts = [planned, f"{left_out} not applicable"] if left_out else [planned]
    if unexpected := record.unexpected():
        parts.append(count(len(unexpected), "unexpected result"))
    return f"mutant {_mutant_text(record)}: {mutant.name}; {', '.join(parts)} in {took}"


def _mutant_text(record: RunRecord) -> str:
    match record.result.outcome:
        case RunOutcome.UNEXPECTED:
            return "killed with unexpected results" if record.result.killed else "not killed as planned"
        case outcome:
            return str(outcome)
