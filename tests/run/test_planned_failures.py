from __future__ import annotations

import pytest

from lab.errors import Place
from lab.language import reasons
from lab.language.reasons import Reason
from lab.plan.model import MutantPlan, StepPlan
from lab.record.verdict import Status
from lab.run.expecting import undecided
from lab.run.planned_failures import PlannedFailures, planned_failures
from tests.run.scripted import check

MUTANT = MutantPlan("m", {"counted": reasons.NO_SERIES, "drawn": reasons.NO_DATA}, ("told",))
PLACE = Place("scenario.yaml", 1, 1)


def noting(*failed: tuple[str, Reason], status: Status = Status.FAILED) -> PlannedFailures:
    planned = planned_failures(MUTANT)
    for name, reason in failed:
        planned.note(undecided(check(name), "step", status, reason, "why"))
    return planned


ALL = (("counted", reasons.NO_SERIES), ("drawn", reasons.NO_DATA))


def test_complete_when_every_planned_failure_has_happened() -> None:
    assert noting(*ALL).complete


@pytest.mark.parametrize(
    "seen", [(), ALL[:1], (ALL[0], ("drawn", reasons.WRONG_VALUE)), (ALL[0], ("told", reasons.NO_DATA))]
)
def test_not_complete_before_or_for_another_reason(seen: tuple[tuple[str, Reason], ...]) -> None:
    assert not noting(*seen).complete


def test_not_complete_by_what_could_not_be_observed() -> None:
    assert not noting(*ALL, status=Status.UNDECIDED).complete


def test_a_scenario_as_it_is_waits_for_everything() -> None:
    planned = planned_failures(None)
    assert not planned.complete
    assert not planned.spares("told")
    assert not planned.ends_before(())


def test_spares_only_what_may_fail_and_only_once_complete() -> None:
    assert not noting(*ALL[:1]).spares("told")
    assert [noting(*ALL).spares(name) for name in ("told", "counted", "held")] == [True, False, False]


def test_ends_before_steps_that_can_show_nothing() -> None:
    may_fail = StepPlan("a", PLACE, None, (), (), (check("told"),))
    must_hold = StepPlan("b", PLACE, None, (), (), (check("held"),))
    assert noting(*ALL).ends_before((may_fail, may_fail))
    assert not noting(*ALL).ends_before((may_fail, must_hold))
    assert not noting(*ALL[:1]).ends_before((may_fail,))
