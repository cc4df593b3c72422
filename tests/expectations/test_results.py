"""Outcomes that every kind shares."""

from __future__ import annotations

import pytest

from lab.expectations.eval_context import EvalContext
from lab.expectations.results import Mismatch, failed_for, window_not_over
from lab.language import reasons
from tests.expectations.captured_answers import misses

CTX = EvalContext(now=13.5, step_started=10.0, lab_started=0.0)


def test_failed_for_joins_all_mismatches_and_takes_the_first_reason() -> None:
    mismatches = [
        Mismatch(reasons.WRONG_LINES, "5 lines", difference="1 missing"),
        Mismatch(reasons.WRONG_LABELS, "no label a", final=True, hint="it has: b"),
    ]

    assert failed_for("6 lines", mismatches, arrived="one", difference="2 in all", hint="look") == misses(
        reasons.WRONG_LINES,
        "6 lines",
        "5 lines; no label a; arrived: one",
        difference="1 missing; 2 in all",
        hint="it has: b; look",
        final=True,
    )


@pytest.mark.parametrize("window", [None, 0.0, 3.5, 3.4])
def test_a_window_that_is_over(window: float | None) -> None:
    assert window_not_over("x", window, CTX, "nothing") is None


def test_a_window_that_is_not_over() -> None:
    assert window_not_over("x", 3.6, CTX, "nothing") == misses(
        reasons.CONTROL_MISSING, "x", "watched for 3.5 s so far: nothing"
    )
