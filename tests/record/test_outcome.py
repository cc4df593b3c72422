"""How verdicts and runs turn out, with the exit code of each."""

from __future__ import annotations

import pytest

from lab.errors import ExitCode
from lab.language import reasons
from lab.record.outcome import (
    RunOutcome,
    RunResult,
    VerdictOutcome,
    never_judged,
    run_result,
    verdict_outcome,
    worst_exit_code,
)
from lab.record.planned import MutantPlan
from lab.record.verdict import Status, Verdict
from tests.record.example_record import verdict

GOOD = verdict("good")
BAD = verdict("bad", Status.FAILED, reasons.WRONG_VALUE)
UNSURE = verdict("unsure", Status.UNDECIDED, reasons.NOT_OBSERVED)
LEFT_OUT = verdict("left out", Status.NOT_APPLICABLE, reasons.LEFT_OUT)
MUTANT = MutantPlan("broken", {"bad": reasons.WRONG_VALUE}, ("maybe",))
TWO = MutantPlan("broken", {"bad": reasons.WRONG_VALUE, "worse": reasons.NO_DATA})

PLAIN = {
    "all passed": ((GOOD,), RunOutcome.PASSED),
    "not applicable does not matter": ((GOOD, LEFT_OUT), RunOutcome.PASSED),
    "one failed": ((GOOD, BAD), RunOutcome.FAILED),
    "one undecided": ((GOOD, UNSURE), RunOutcome.FAILED),
    "nothing judged": ((), RunOutcome.FAILED),
}


@pytest.mark.parametrize(("verdicts", "outcome"), PLAIN.values(), ids=PLAIN)
def test_run_result_of_a_plain_run(verdicts: tuple[Verdict, ...], outcome: RunOutcome) -> None:
    code = ExitCode.PASSED if outcome is RunOutcome.PASSED else ExitCode.FAILED
    assert run_result(verdicts, None) == RunResult(outcome, code)


MUTANTS: dict[str, tuple[tuple[Verdict, ...], RunOutcome, bool, tuple[str, ...]]] = {
    "as planned": ((GOOD, BAD), RunOutcome.KILLED, True, ()),
    "what may fail failed": ((BAD, verdict("maybe", Status.FAILED, reasons.NO_SERIES)), RunOutcome.KILLED, True, ()),
    "what may fail is undecided": (
        (BAD, verdict("maybe", Status.UNDECIDED, reasons.NOT_OBSERVED)),
        RunOutcome.KILLED,
        True,
        (),
    ),
    "what may fail passed": ((BAD, verdict("maybe")), RunOutcome.KILLED, True, ()),
    "another not applicable": ((BAD, LEFT_OUT), RunOutcome.KILLED, True, ()),
    "wrong reason": (
        (GOOD, verdict("bad", Status.FAILED, reasons.NO_SERIES)),
        RunOutcome.UNEXPECTED,
        False,
        ("bad: failed with no_series, must fail with wrong_value",),
    ),
    "survived": (
        (GOOD, verdict("bad")),
        RunOutcome.SURVIVED,
        False,
        ("bad: must fail with wrong_value, but passed",),
    ),
    "not observed": (
        (verdict("bad", Status.UNDECIDED, reasons.NOT_OBSERVED),),
        RunOutcome.UNEXPECTED,
        False,
        ("bad: must fail with wrong_value, but undecided",),
    ),
    "not applicable, and so neither detected nor missed": (
        (verdict("bad", Status.NOT_APPLICABLE, reasons.LEFT_OUT),),
        RunOutcome.NOT_APPLICABLE,
        False,
        (),
    ),
    "never judged": (
        (GOOD,),
        RunOutcome.UNEXPECTED,
        False,
        ("bad: must fail with wrong_value, but was never judged",),
    ),
    "another failed": (
        (BAD, verdict("good", Status.FAILED, reasons.NO_DATA)),
        RunOutcome.UNEXPECTED,
        True,
        ("good: failed with no_data, must pass",),
    ),
    "another undecided": (
        (BAD, verdict("good", Status.UNDECIDED, reasons.LOAD_OFF)),
        RunOutcome.UNEXPECTED,
        True,
        ("good: undecided with load_off, must pass",),
    ),
    "several at once": (
        (verdict("bad"), verdict("good", Status.FAILED, reasons.FIRED)),
        RunOutcome.UNEXPECTED,
        False,
        ("bad: must fail with wrong_value, but passed", "good: failed with fired, must pass"),
    ),
}


@pytest.mark.parametrize(("verdicts", "outcome", "killed", "unexpected"), MUTANTS.values(), ids=MUTANTS)
def test_run_result_of_a_mutant(
    verdicts: tuple[Verdict, ...], outcome: RunOutcome, killed: bool, unexpected: tuple[str, ...]
) -> None:
    code = ExitCode.FAILED if unexpected else ExitCode.PASSED
    assert run_result(verdicts, MUTANT) == RunResult(outcome, code, unexpected, killed)


@pytest.mark.parametrize("mutant", [None, MUTANT])
@pytest.mark.parametrize(
    ("code", "outcome", "exit_code"),
    [
        (4, RunOutcome.NOT_STARTED, ExitCode.CANNOT_START),
        (130, RunOutcome.INTERRUPTED, ExitCode.INTERRUPTED),
        (3, RunOutcome.ABORTED, ExitCode.BUG),
        (99, RunOutcome.ABORTED, ExitCode.BUG),
    ],
)
def test_run_result_of_a_run_that_ended_early(
    code: int, outcome: RunOutcome, exit_code: ExitCode, mutant: MutantPlan | None
) -> None:
    assert run_result((GOOD, BAD), mutant, ended_by=code) == RunResult(outcome, exit_code)


def test_run_result_when_strict() -> None:
    assert run_result((GOOD, LEFT_OUT), None, strict=True) == RunResult(RunOutcome.FAILED, ExitCode.FAILED)
    assert run_result((GOOD,), None, strict=True).exit_code == ExitCode.PASSED
    strict = run_result((BAD, LEFT_OUT), MUTANT, strict=True)
    assert strict.unexpected == ("left out: not applicable, which --strict treats as failure",)
    assert (strict.exit_code, strict.outcome) == (ExitCode.FAILED, RunOutcome.UNEXPECTED)


def test_run_result_when_some_planned_failures_are_not_applicable() -> None:
    worse = verdict("worse", Status.NOT_APPLICABLE, reasons.LEFT_OUT)
    assert run_result((BAD, worse), TWO).outcome is RunOutcome.KILLED
    assert run_result((verdict("bad"), worse), TWO).outcome is RunOutcome.SURVIVED


OUTCOMES = [
    (GOOD, None, VerdictOutcome.PASSED),
    (BAD, None, VerdictOutcome.FAILED),
    (UNSURE, None, VerdictOutcome.UNDECIDED),
    (LEFT_OUT, None, VerdictOutcome.NOT_APPLICABLE),
    (GOOD, MUTANT, VerdictOutcome.PASSED),
    (BAD, MUTANT, VerdictOutcome.AS_PLANNED),
    (verdict("bad"), MUTANT, VerdictOutcome.UNEXPECTED),
    (UNSURE, MUTANT, VerdictOutcome.UNEXPECTED),
    (LEFT_OUT, MUTANT, VerdictOutcome.NOT_APPLICABLE),
    (verdict("maybe", Status.FAILED, reasons.NO_DATA), MUTANT, VerdictOutcome.MAY_FAIL),
]


@pytest.mark.parametrize(("one", "mutant", "outcome"), OUTCOMES)
def test_verdict_outcome(one: Verdict, mutant: MutantPlan | None, outcome: VerdictOutcome) -> None:
    assert verdict_outcome(one, mutant) is outcome


def test_never_judged() -> None:
    assert never_judged((BAD,), TWO) == ("worse",)


@pytest.mark.parametrize(
    ("codes", "worst"),
    [((), 0), ((0, 0), 0), ((0, 1), 1), ((1, 4, 0), 4), ((4, 3), 3), ((2, 1), 2), ((3, 130), 130)],
)
def test_worst_exit_code(codes: tuple[int, ...], worst: int) -> None:
    assert worst_exit_code(map(ExitCode, codes)) == worst
