"""Judgements that all kinds share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lab.expectations.eval_context import EvalContext
from lab.expectations.formatting import first_of
from lab.language.reasons import CONTROL_MISSING, NOT_OBSERVED, QUERY_ERROR, Reason
from lab.record.observation import Observation
from lab.record.verdict import Judgement, Status


def passed(expected: str, actual: str) -> Judgement:
    return Judgement(status=Status.PASSED, expected=expected, actual=actual)


def failed(
    reason: Reason,
    expected: str,
    actual: str,
    *,
    difference: str = "",
    hint: str = "",
    missing: tuple[str, ...] = (),
    final: bool = False,
) -> Judgement:
    return Judgement(
        status=Status.FAILED,
        reason=reason,
        expected=expected,
        actual=actual,
        difference=difference,
        hint=hint,
        missing=missing,
        final=final,
    )


def undecided(reason: Reason, expected: str, actual: str, *, hint: str = "", final: bool = False) -> Judgement:
    return Judgement(status=Status.UNDECIDED, reason=reason, expected=expected, actual=actual, hint=hint, final=final)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that differs from what is expected. `final`: no later answer can change it."""

    reason: Reason
    actual: str
    final: bool = False
    difference: str = ""
    hint: str = ""


def failed_for(
    expected: str, mismatches: Sequence[Mismatch], *, arrived: str = "", difference: str = "", hint: str = ""
) -> Judgement:
    """All mismatches in one judgement; the first gives the reason. `arrived`: notifications that did arrive."""
    actual = first_of([mismatch.actual for mismatch in mismatches])
    return failed(
        mismatches[0].reason,
        expected,
        actual + (f"; arrived: {arrived}" if arrived else ""),
        difference=_join(*(mismatch.difference for mismatch in mismatches), difference),
        hint=_join(*(mismatch.hint for mismatch in mismatches), hint),
        final=any(mismatch.final for mismatch in mismatches),
    )


def window_not_over(expected: str, window: float | None, ctx: EvalContext, actual: str) -> Judgement | None:
    """The judgement while a window (seconds) is not over yet; None when it is, or when there is none."""
    if not window or ctx.watched >= window:
        return None
    return failed(CONTROL_MISSING, expected, f"watched for {ctx.watched:.1f} s so far: {actual}")


def not_observed(expected: str, observations: Iterable[Observation]) -> Judgement | None:
    """The judgement when a backend refused a query or did not answer; None when all of them answered."""
    for observation in observations:
        if observation.refused:
            return failed(QUERY_ERROR, expected, f"the query was refused: {observation.error}", final=True)
        if observation.error:
            hint = "the backend did not answer; see its log in the report"
            return undecided(NOT_OBSERVED, expected, observation.error, hint=hint)
    return None


def _join(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
