"""How a verdict and a whole run turned out, and the run's exit code. Decided here and nowhere else: the recorded exit
code, that of the process, every report and every pytest item follow from `run_result`.

A mutant turns the meaning round: an expectation that fails as planned is good, and one that passes though it must fail
is an unexpected result.
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
    KILLED = "killed"  # a mutant, with every planned failure and no other
    SURVIVED = "survived"  # a mutant that no expectation failed for
    UNEXPECTED = "unexpected result"  # a mutant with other failures than those planned
    NOT_APPLICABLE = "not applicable"  # a mutant whose planned failures need components that were left out
    NOT_STARTED = "could not start"
    ABORTED = "aborted"
    INTERRUPTED = "interrupted"

    @property
    def good(self) -> bool:
        return self in (RunOutcome.PASSED, RunOutcome.KILLED, RunOutcome.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class RunResult:
    """`unexpected`: in words, what a mutant's expectations came to against its plan. `killed`: whether some expectation
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
        planned = verdict.status is Status.FAILED and verdict.judgement.reason is mutant.fails[verdict.name]
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
) -> RunResult:
    """`ended_by`: the exit code of what ended the run early, None when it took all its steps. `strict` treats what is
    not applicable as a failure."""
    if ended_by is not None:
        return _ended_early(ended_by)
    if mutant is not None:
        return _mutant_result(verdicts, mutant, strict=strict)
    bad = any(verdict_outcome(verdict, None).bad for verdict in verdicts)
    if bad or not verdicts or (strict and _left_out(verdicts)):
        return RunResult(RunOutcome.FAILED, ExitCode.FAILED)
    return RunResult(RunOutcome.PASSED, ExitCode.PASSED)


def worst_exit_code(codes: Iterable[ExitCode]) -> ExitCode:
    """That of several runs."""
    return min(codes, key=_BY_SEVERITY.index, default=ExitCode.PASSED)


def never_judged(verdicts: tuple[Verdict, ...], mutant: MutantPlan) -> tuple[str, ...]:
    """Expectations that a mutant plans to fail and that have no verdict."""
    judged = {verdict.name for verdict in verdicts}
    return tuple(name for name in mutant.fails if name not in judged)


def _ended_early(code: int) -> RunResult:
    exit_code = ExitCode(code) if code in set(ExitCode) else ExitCode.BUG
    outcomes = {ExitCode.CANNOT_START: RunOutcome.NOT_STARTED, ExitCode.INTERRUPTED: RunOutcome.INTERRUPTED}
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
    """An expectation that is not applicable in this lab has neither detected the defect nor missed it."""
    by_name = {verdict.name: verdict for verdict in verdicts}
    results = [_against_plan(name, by_name.get(name), mutant) for name in mutant.fails]
    for name, verdict in by_name.items():
        if name not in mutant.fails and verdict_outcome(verdict, mutant) is VerdictOutcome.UNEXPECTED:
            results.append(f"{name}: {verdict.status.value} with {verdict.judgement.reason}, must pass")
    if strict:
        results += [
            f"{verdict.name}: not applicable, which --strict treats as failure" for verdict in _left_out(verdicts)
        ]
    return tuple(filter(None, results))


def _against_plan(name: str, verdict: Verdict | None, mutant: MutantPlan) -> str:
    """What is wrong with an expectation that must fail; empty when nothing is."""
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
