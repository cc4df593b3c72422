"""Every reason a kind declares is given by a row of its tests, and it gives no other; the rest are named here."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from lab.expectations import KINDS
from lab.expectations.base import COMMON_REASONS, Expectation
from lab.language import reasons
from lab.language.reasons import Reason, declared

# Kinds that share their judging are tested together.
VALUES = ("series", "meaning", "logql", "value_check")
TOGETHER = dict.fromkeys(("series", "meaning", "logql"), VALUES)
# Not judged from answers: tests/run/test_expecting.py, and a step whose component was left out.
ELSEWHERE = {reasons.CONTAINER_EXITED, reasons.LEFT_OUT}


def given(kind: type[Expectation]) -> set[Reason]:
    """The reasons in `CASES` of tests/expectations/test_<kind>*.py, and of those it is tested with."""
    stems = TOGETHER.get(kind.kind, (kind.kind,))
    files = [file for stem in stems for file in Path(__file__).parent.glob(f"test_{stem}*.py")]
    cases = [case for file in files for case in import_module(f"tests.expectations.{file.stem}").CASES.values()]
    return {case.reason for case in cases if case.reason is not None}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_each_kind_has_a_row_for_each_reason_it_declares(kind: type[Expectation]) -> None:
    assert given(kind) - {*COMMON_REASONS} == {*kind.reasons} - {*COMMON_REASONS}
    assert {*kind.reasons} & {*COMMON_REASONS} <= given(kind)


def test_no_reason_is_dead() -> None:
    by_kinds = {reason for kind in KINDS for reason in kind.reasons}
    assert by_kinds | {*COMMON_REASONS} | ELSEWHERE == {*declared()}
