"""Times of an evaluation."""

from __future__ import annotations

from lab.expectations.eval_context import EvalContext

CTX = EvalContext(now=13.5, step_started=10.0, lab_started=0.0)


def test_watched_counts_from_the_step() -> None:
    assert CTX.watched == 3.5


def test_at_counts_from_the_step() -> None:
    assert CTX.at(12.04) == "2.0 s"
    assert CTX.at(9.5) == "-0.5 s"
