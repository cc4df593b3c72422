"""What fails an audit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.audit.model import FindingClass, Spent
from lab.audit.outcome import FAIL_ON, Outcome, parse_fail_on
from lab.errors import ExitCode, UsageError
from tests.audit.report.examples import broken, down, shop, well


def test_failing_are_new_findings_of_the_classes() -> None:
    outcome = Outcome(shop())
    assert [one.class_ for one in outcome.failing] == [FindingClass.BROKEN] * 7 + [FindingClass.MISSING]
    assert outcome.exit_code is ExitCode.FAILED
    known = Outcome(shop(frozenset({down().fingerprint})))
    assert len(known.failing) == 7
    assert not known.fails(down())


def test_passed_when_all_are_known() -> None:
    wrong = frozenset(one.fingerprint for one in (down(), broken(), *map(broken, range(1, 7))))
    assert Outcome(shop(wrong)).exit_code is ExitCode.PASSED
    assert Outcome(well()).passed
    assert Outcome(shop(), frozenset({FindingClass.QUIET})).passed


def test_an_audit_without_budget_does_not_pass() -> None:
    spent = Spent(2000, 9.0, 2000, 60.0)
    report = shop(frozenset(one.fingerprint for one in shop().findings), spent)
    assert Outcome(report).exit_code is ExitCode.FAILED
    assert Outcome(report, frozenset()).exit_code is ExitCode.PASSED


def test_an_audit_of_nothing_does_not_pass() -> None:
    nothing = replace(well(), findings=())
    assert Outcome(nothing).incomplete == "there are neither rules, targets nor dashboards"
    assert Outcome(nothing).exit_code is ExitCode.FAILED
    assert Outcome(nothing, frozenset()).exit_code is ExitCode.PASSED


@pytest.mark.parametrize(
    ("texts", "classes"),
    [
        ([], FAIL_ON),
        (["broken"], {FindingClass.BROKEN}),
        (["broken, quiet", "costly"], {FindingClass.BROKEN, FindingClass.QUIET, FindingClass.COSTLY}),
        (["none"], set()),
    ],
)
def test_parse_fail_on(texts: list[str], classes: set[FindingClass]) -> None:
    assert parse_fail_on(texts) == classes


@pytest.mark.parametrize("texts", [["brokn"], ["working"], ["none,broken"]])
def test_parse_fail_on_names_the_classes(texts: list[str]) -> None:
    with pytest.raises(UsageError) as error:
        parse_fail_on(texts)
    assert error.value.remedy == "give one or more of broken, missing, misleading, quiet, costly, or none alone"
