"""The outcomes of verdicts and runs, and the exit code of a run. The only place that decides them: the recorded exit
code, that of the process, all reports and all pytest items follow from `run_result`.

For a mutant the meaning is inverted: an expectation that fails as planned is good, and one that passes though it must
fail is an unexpected result.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from lab.errors import ExitCode
from lab.record.planned import MutantPlan
from lab.record.verdict import Status, Verdict


class VerdictOutcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"
    NOT_APPLICABLE = "not applicable"
    AS_PLANNED = "failed as planned"
    MAY_FAIL = "may fail"
    UNEXPECTED = "unexpected result"

    @property
    def bad(self) -> bool:
        return self in (VerdictOutcome.FAILED, VerdictOutcome.UNDECIDED, VerdictOutcome.UNEXPECTED)


class RunOutcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    KILLED = "killed"  # a mutant: every planned failure happened, and no other
    SURVIVED = "survived"  # a mutant: no expectation failed
    UNEXPECTED = "unexpected result"  # a mutant: failures other than those planned
    NOT_APPLICABLE = "not applicable"  # a mutant: its planned failures need components that were left out
    NOT_STARTED = "could not start"
    ABORTED = "aborted"
    INTERRUPTED = "interrupted"

    @property
    def good(self) -> bool:
        return self in (RunOutcome.PASSED, RunOutcome.KILLED, RunOutcome.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class RunResult:
    """`unexpected`: messages about a mutant's expectations that did not do as planned. `killed`: whether an expectation
    failed for the reason that the mutant plans; counts for the mutation score."""

    outcome: RunOutcome
    exit_code: ExitCode
    unexpected: tuple[str, ...] = ()
    killed: bool = False


_PLAIN = {
    Status.PASSED: VerdictOutcome.PASSED,
    Status.FAILED: VerdictOutcome.FAILED,
    Status.UNDECIDED: VerdictOutcome.UNDECIDED,
    Status.NOT_APPLICABLE: VerdictOutcome.NOT_APPLICABLE,
}
# From the worst to the best.
_BY_SEVERITY = (
    ExitCode.INTERRUPTED,
    ExitCode.BUG,
    ExitCode.CANNOT_START,
    ExitCode.USAGE,
    ExitCode.FAILED,
    ExitCode.PASSED,
)


def verdict_outcome(verdict: Verdict, mutant: MutantPlan | None) -> VerdictOutcome:
    plain = _PLAIN[verdict.status]
    if mutant is None or plain is VerdictOutcome.NOT_APPLICABLE:
        return plain
    if verdict.name in mutant.fails:
        planned = verdict.status is Status.FAILED and verdict.judgement.reason == mutant.fails[verdict.name]
        return VerdictOutcome.AS_PLANNED if planned else VerdictOutcome.UNEXPECTED
    if not plain.bad:
        return plain
    return VerdictOutcome.MAY_FAIL if verdict.name in mutant.may_fail else VerdictOutcome.UNEXPECTED


def run_result(
    verdicts: tuple[Verdict, ...],
    mutant: MutantPlan | None,
    *,
    ended_by: int | None = None,
    strict: bool = False,
    started: bool = False,
) -> RunResult:
    """`ended_by`: the exit code of what ended the run early; None when all steps were taken. `strict`: treat
    not-applicable expectations as failures. `started`: whether a step had begun by then."""
    if ended_by is not None:
        return _ended_early(ended_by, started=started)
    if mutant is not None:
        return _mutant_result(verdicts, mutant, strict=strict)
    bad = any(verdict_outcome(verdict, None).bad for verdict in verdicts)
    if bad or not verdicts or (strict and _left_out(verdicts)):
        return RunResult(RunOutcome.FAILED, ExitCode.FAILED)
    return RunResult(RunOutcome.PASSED, ExitCode.PASSED)


def worst_exit_code(codes: Iterable[ExitCode]) -> ExitCode:
    """The exit code of several runs."""
    return min(codes, key=_BY_SEVERITY.index, default=ExitCode.PASSED)


def never_judged(verdicts: tuple[Verdict, ...], mutant: MutantPlan) -> tuple[str, ...]:
    """Expectations that a mutant plans to fail and that have no verdict."""
    judged = {verdict.name for verdict in verdicts}
    return tuple(name for name in mutant.fails if name not in judged)


def _ended_early(code: int, *, started: bool) -> RunResult:
    exit_code = ExitCode(code) if code in set(ExitCode) else ExitCode.BUG
    outcomes = {ExitCode.FAILED: RunOutcome.FAILED, ExitCode.INTERRUPTED: RunOutcome.INTERRUPTED}
    if not started:
        outcomes[ExitCode.CANNOT_START] = RunOutcome.NOT_STARTED
    return RunResult(outcomes.get(exit_code, RunOutcome.ABORTED), exit_code)


def _mutant_result(verdicts: tuple[Verdict, ...], mutant: MutantPlan, *, strict: bool) -> RunResult:
    unexpected = _unexpected(verdicts, mutant, strict=strict)
    killed = any(verdict_outcome(verdict, mutant) is VerdictOutcome.AS_PLANNED for verdict in verdicts)
    if unexpected or not verdicts:
        failed = any(verdict.status in (Status.FAILED, Status.UNDECIDED) for verdict in verdicts)
        missed = any(verdict.name in mutant.fails and verdict.status is Status.PASSED for verdict in verdicts)
        outcome = RunOutcome.SURVIVED if missed and not failed else RunOutcome.UNEXPECTED
        return RunResult(outcome, ExitCode.FAILED, unexpected, killed)
    return RunResult(RunOutcome.KILLED if killed else RunOutcome.NOT_APPLICABLE, ExitCode.PASSED, (), killed)


def _unexpected(verdicts: tuple[Verdict, ...], mutant: MutantPlan, *, strict: bool) -> tuple[str, ...]:
    """Messages about unexpected results. A not-applicable expectation has neither detected nor missed the defect."""
    by_name = {verdict.name: verdict for verdict in verdicts}
    results = [_unplanned_result(name, by_name.get(name), mutant) for name in mutant.fails]
    for name, verdict in by_name.items():
        if name not in mutant.fails and verdict_outcome(verdict, mutant) is VerdictOutcome.UNEXPECTED:
            results.append(f"{name}: {verdict.status.value} with {verdict.judgement.reason}, must pass")
    if strict:
        results += [
            f"{verdict.name}: not applicable, which --strict treats as failure" for verdict in _left_out(verdicts)
        ]
    return tuple(filter(None, results))


def _unplanned_result(name: str, verdict: Verdict | None, mutant: MutantPlan) -> str:
    """A message about an expectation that must fail and did not do so as planned; empty when it did."""
    reason = mutant.fails[name]
    if verdict is None:
        return f"{name}: must fail with {reason}, but was never judged"
    if verdict_outcome(verdict, mutant) is not VerdictOutcome.UNEXPECTED:
        return ""
    if verdict.status is Status.FAILED:
        return f"{name}: failed with {verdict.judgement.reason}, must fail with {reason}"
    return f"{name}: must fail with {reason}, but {verdict.status.value}"


def _left_out(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    return tuple(verdict for verdict in verdicts if verdict.status is Status.NOT_APPLICABLE)
