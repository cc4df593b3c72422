"""How a run and each of its verdicts turned out, in the words every report uses.

A mutant turns the meaning round: what fails as planned is good, and what passes though it must fail is a surprise.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from lab.errors import ExitCode
from lab.record.event import Exited
from lab.record.run_record import Expected, RunRecord
from lab.record.verdict import Status, Verdict
from lab.report.formatting import count, duration, one_line, shortened


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"
    NOT_APPLICABLE = "not applicable"
    AS_PLANNED = "failed as planned"
    MAY_FAIL = "may fail"
    SURPRISE = "surprise"

    @property
    def bad(self) -> bool:
        return self in (Outcome.FAILED, Outcome.UNDECIDED, Outcome.SURPRISE)


_PLAIN = {
    Status.PASSED: Outcome.PASSED,
    Status.FAILED: Outcome.FAILED,
    Status.UNDECIDED: Outcome.UNDECIDED,
    Status.NOT_APPLICABLE: Outcome.NOT_APPLICABLE,
}


def outcome(verdict: Verdict, mutant: Expected | None) -> Outcome:
    plain = _PLAIN[verdict.status]
    if mutant is None:
        return plain
    if verdict.status is Status.NOT_APPLICABLE:
        return plain
    if verdict.name in mutant.fails:
        planned = verdict.status is Status.FAILED and verdict.judgement.reason == mutant.fails[verdict.name]
        return Outcome.AS_PLANNED if planned else Outcome.SURPRISE
    if not plain.bad:
        return plain
    return Outcome.MAY_FAIL if verdict.name in mutant.may_fail else Outcome.SURPRISE


def spelled_outcome(verdict: Verdict, mutant: Expected | None) -> str:
    """The outcome in a word or two; a surprise and a permitted failure say what the verdict was."""
    result = outcome(verdict, mutant)
    if result in (Outcome.SURPRISE, Outcome.MAY_FAIL):
        return f"{result}: {_PLAIN[verdict.status]}"
    return str(result)


def planned_words(verdict: Verdict, mutant: Expected | None) -> str:
    """What a mutant planned for this expectation; empty in a plain run."""
    if mutant is None:
        return ""
    return f"to fail with {mutant.fails[verdict.name]}" if verdict.name in mutant.fails else "to pass"


def bad_verdicts(record: RunRecord) -> tuple[Verdict, ...]:
    return tuple(verdict for verdict in record.verdicts if outcome(verdict, record.mutant).bad)


def planned_failures(record: RunRecord) -> tuple[Verdict, ...]:
    return tuple(verdict for verdict in record.verdicts if outcome(verdict, record.mutant) is Outcome.AS_PLANNED)


def never_judged(record: RunRecord) -> tuple[str, ...]:
    """Failures that a mutant planned and that no verdict tells of."""
    if record.mutant is None or record.failure is not None:
        return ()
    judged = {verdict.name for verdict in record.verdicts}
    return tuple(name for name in record.mutant.fails if name not in judged)


def unexplained_exits(record: RunRecord) -> tuple[Exited, ...]:
    """Containers that ended unasked and whose log the failure of the run does not show already."""
    shown = record.failure.evidence if record.failure is not None else ""
    exits = (event for event in record.events if isinstance(event, Exited))
    return tuple(event for event in exits if not event.log.strip() or event.log.strip() not in shown)


def left_unjudged(record: RunRecord) -> tuple[str, ...]:
    """Failures that a mutant planned and that are not applicable in this lab: nobody could have noticed them."""
    fails = record.mutant.fails if record.mutant is not None else {}
    return tuple(v.name for v in record.verdicts if v.name in fails and v.status is Status.NOT_APPLICABLE)


def beyond_judging(record: RunRecord) -> bool:
    """Whether all that a mutant planned to fail is not applicable in this lab: the run says nothing about its break."""
    planned = record.mutant.fails if record.mutant is not None else {}
    return bool(planned) and record.failure is None and len(left_unjudged(record)) == len(planned)


def noticed(record: RunRecord) -> bool:
    """Whether some expectation noticed a mutant's planted break for the reason planned."""
    return record.failure is None and bool(planned_failures(record))


def run_word(record: RunRecord) -> str:
    if record.failure is not None or record.exit_code == ExitCode.INTERRUPTED:
        code = record.failure.exit_code if record.failure is not None else record.exit_code
        return {ExitCode.CANNOT_START: "could not start", ExitCode.INTERRUPTED: "interrupted"}.get(
            ExitCode(code) if code in set(ExitCode) else ExitCode.BUG, "broke off"
        )
    if record.mutant is not None and record.passed:
        return "not applicable" if beyond_judging(record) else "noticed"
    if record.mutant is not None:
        return "surprise"
    return "passed" if record.passed else "failed"


def run_good(record: RunRecord) -> bool:
    return run_word(record) in ("passed", "noticed", "not applicable")


def last_sentence(record: RunRecord) -> str:
    """The one sentence that is left when everything else is forgotten."""
    seconds = duration((record.ended - record.started) * 1000)
    word = run_word(record)
    if word == "interrupted":
        return f"interrupted after {seconds}"
    if record.failure is not None:
        return f"{word} after {seconds}: {shortened(one_line(record.failure.message), 200)}"
    if record.mutant is not None:
        return _mutant_sentence(record, record.mutant, seconds)
    if not record.verdicts:
        return f"nothing was judged in {seconds}"
    tally = Counter(_PLAIN[verdict.status] for verdict in record.verdicts)
    others = (Outcome.FAILED, Outcome.UNDECIDED, Outcome.NOT_APPLICABLE)
    rest = ", ".join(f"{tally[each]} {each}" for each in others if tally[each])
    head = f"passed {tally[Outcome.PASSED]} of {len(record.verdicts)} in {seconds}"
    return f"{head}; {rest}" if rest else head


def _mutant_sentence(record: RunRecord, mutant: Expected, seconds: str) -> str:
    planned = f"{len(planned_failures(record))} of {len(mutant.fails)} failed as planned"
    if unjudged := left_unjudged(record):
        planned += f", {len(unjudged)} not applicable"
    surprises = record.surprises()
    if surprises:
        unplanned = count(len(surprises), "surprise")
        return f"mutant not noticed as planned: {mutant.mutant}; {planned}, {unplanned}, in {seconds}"
    head = "mutant not judged" if beyond_judging(record) else "mutant noticed"
    return f"{head}: {mutant.mutant}; {planned}, no surprise, in {seconds}"


def runs_sentence(records: tuple[RunRecord, ...]) -> str:
    """The last sentence over many runs, with the share of planted breaks that were noticed."""
    good = sum(run_good(record) for record in records)
    seconds = sum(record.ended - record.started for record in records)
    words = f"{good} of {count(len(records), 'run')} good, {duration(seconds * 1000)} of run time"
    mutants = tuple(record for record in records if record.mutant is not None)
    if not mutants:
        return words
    judged = tuple(record for record in mutants if not beyond_judging(record))
    power = f"{sum(map(noticed, judged))} of {count(len(judged), 'planted break')} noticed"
    rest = f", {len(mutants) - len(judged)} not judged" if len(judged) < len(mutants) else ""
    return f"{words}; detection power: {power}{rest}"
