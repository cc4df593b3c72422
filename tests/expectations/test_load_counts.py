"""Counts that are compared with what the load generator counted."""

from __future__ import annotations

import pytest

from lab.expectations.load_counts import counts_by, exceeds, expected_count, reject_zero, unusable_load
from lab.expectations.results import Mismatch
from lab.language import reasons
from tests.expectations.captured_answers import TRUTH, condition, unsure


@pytest.mark.parametrize(
    ("text", "route", "words"),
    [
        (None, None, "at least one"),
        (">= 5", None, ">= 5"),
        ("equals the load", None, "equals the load (300)"),
        ("equals the load", "/api/boom", "equals the load (45), counting only requests to /api/boom"),
    ],
)
def test_expected_count(text: str | None, route: str | None, words: str) -> None:
    assert str(expected_count("line", condition(text) if text else None, TRUTH, route)) == words


@pytest.mark.parametrize(
    ("number", "cut", "mismatch"),
    [
        (300, False, None),
        (299, False, Mismatch(reasons.WRONG_LINES, "299 lines", difference="1 missing")),
        (301, False, Mismatch(reasons.WRONG_LINES, "301 lines", final=True, difference="1 too many")),
        (
            300,
            True,
            Mismatch(
                reasons.WRONG_LINES,
                "300 lines or more: the limit of one query",
                final=True,
                difference="too many to count",
                hint="ask for fewer lines",
            ),
        ),
    ],
)
def test_mismatch(number: int, cut: bool, mismatch: Mismatch | None) -> None:
    expected = expected_count("line", condition("equals the load"), TRUTH, None)

    assert expected.mismatch(reasons.WRONG_LINES, number, cut=cut) == mismatch


@pytest.mark.parametrize(
    ("text", "value", "beyond"),
    [
        ("== 5", 6, True),
        ("== 5", 4, False),
        ("<= 5", 6, True),
        ("< 5", 5, True),
        ("== 100 within 5%", 105, False),
        ("== 100 within 5%", 106, True),
        (">= 5", 1000, False),
    ],
)
def test_exceeds(text: str, value: float, beyond: bool) -> None:
    assert exceeds(condition(text), value) is beyond


def test_counts_by() -> None:
    assert counts_by(TRUTH, ("method",)) == {("GET",): 240, ("POST",): 60}
    assert counts_by(TRUTH, ()) == {(): 300}


def test_unusable_load() -> None:
    dropped = TRUTH.model_copy(update={"invalid_reason": "dropped 3 requests"})

    assert unusable_load("x", TRUTH) is None
    assert unusable_load("x", None) == unsure(reasons.LOAD_OFF, "x", "no load was sent", final=True)
    assert unusable_load("x", dropped) == unsure(reasons.LOAD_OFF, "x", "dropped 3 requests", final=True)


def test_reject_zero() -> None:
    reject_zero(condition(">= 0"), "lines", "expect some")
    with pytest.raises(ValueError, match="an empty lab has no lines either; expect some"):
        reject_zero(condition("== 0"), "lines", "expect some")
