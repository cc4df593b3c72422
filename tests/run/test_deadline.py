"""How long a run may take, and what stops it then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.errors import Place
from lab.plan.actions import FaultPlan, ManifestPlan
from lab.plan.model import StepPlan
from lab.run.clock import Clock
from lab.run.cluster import APPLY_S, SETTLE_S
from lab.run.deadline import Deadline, DeadlinePassed, deadline_s
from lab.run.evidence import EVIDENCE_S
from lab.run.polling import ATTEMPT_S
from lab.run.starting import START_DEADLINE_S
from tests.run.fake_lab import plan_of, service
from tests.run.scripted import check

STEP = StepPlan("shopping", Place("x", 1, 1), None, (), (), ())


def test_deadline_s_adds_what_the_parts_may_take() -> None:
    starting = START_DEADLINE_S + 30 + EVIDENCE_S
    assert deadline_s(plan_of()) == starting
    waiting = replace(STEP, wait=(check("a", within=3.0), check("b", within=5.0)))
    assert deadline_s(plan_of(waiting)) == starting + 5 + ATTEMPT_S
    faulty = replace(STEP, action=FaultPlan("kill", "api"), expect=(check("a", within=1.0),))
    assert deadline_s(plan_of(waiting, faulty)) == starting + 5 + ATTEMPT_S + 30 + 1 + ATTEMPT_S


def test_deadline_s_counts_the_slowest_service() -> None:
    slow = plan_of(services=(service("api", within=10.0), service("db", within=70.0)))
    assert deadline_s(slow) == START_DEADLINE_S + 70 + EVIDENCE_S


def test_deadline_s_counts_manifests_and_a_second_start() -> None:
    applied = replace(STEP, action=ManifestPlan("apply", "kubectl", ()))
    assert deadline_s(plan_of(applied)) == deadline_s(plan_of()) + APPLY_S + SETTLE_S
    cluster = replace(plan_of(), cluster=ManifestPlan("apply", "kubectl", ()))
    assert deadline_s(cluster) == deadline_s(plan_of()) + APPLY_S + SETTLE_S + START_DEADLINE_S


def test_deadline_stops_the_clock() -> None:
    clock = Clock()
    deadline = Deadline(0.05, clock)
    deadline.check()
    deadline.begin()
    assert clock.stopped.wait(5)
    with pytest.raises(DeadlinePassed, match="cut short"):
        deadline.check()


def test_deadline_that_is_cancelled_stops_nothing() -> None:
    clock = Clock()
    deadline = Deadline(0.05, clock)
    deadline.begin()
    deadline.cancel()
    clock.pause(0.2)
    deadline.check()
    assert not clock.stopped.is_set()
