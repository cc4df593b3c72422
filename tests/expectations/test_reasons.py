"""The tests of a kind have a case for every reason that the kind declares, and for no other."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from lab.expectations import KINDS
from lab.expectations.expectation import COMMON_REASONS, Expectation
from lab.language import reasons
from lab.language.reasons import Reason, declared

# Kinds that share their judging are tested together.
VALUES = ("series", "meaning", "logql", "value_check")
TOGETHER = dict.fromkeys(("series", "meaning", "logql"), VALUES)
# Not judged from answers: see tests/run/test_expecting.py.
ELSEWHERE = {reasons.CONTAINER_EXITED, reasons.LEFT_OUT}


def reasons_in_cases(kind: type[Expectation]) -> set[Reason]:
    """The reasons in `CASES` of tests/expectations/test_<kind>*.py, and of those it is tested with."""
    stems = TOGETHER.get(kind.kind, (kind.kind,))
    files = [file for stem in stems for file in Path(__file__).parent.glob(f"test_{stem}*.py")]
    modules = [import_module(f"tests.expectations.{file.stem}") for file in files]
    cases = [case for module in modules for case in getattr(module, "CASES", {}).values()]
    return {case.reason for case in cases if case.reason is not None}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_each_kind_has_a_case_for_each_reason(kind: type[Expectation]) -> None:
    assert reasons_in_cases(kind) - {*COMMON_REASONS} == {*kind.reasons} - {*COMMON_REASONS}
    assert {*kind.reasons} & {*COMMON_REASONS} <= reasons_in_cases(kind)


def test_each_reason_is_used() -> None:
    by_kinds = {reason for kind in KINDS for reason in kind.reasons}
    assert by_kinds | {*COMMON_REASONS} | ELSEWHERE == {*declared()}
