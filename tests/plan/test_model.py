"""What a plan says of itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.record.planned import MutantPlan
from tests.plan.planned import planned

PLAN = planned()


@pytest.mark.parametrize(
    ("variant", "mutant", "label"),
    [
        ("", None, "shop"),
        ("big", None, "shop[big]"),
        ("big", MutantPlan("no rules", {}, ()), "shop[big] (mutant: no rules)"),
    ],
)
def test_label(variant: str, mutant: MutantPlan | None, label: str) -> None:
    assert replace(PLAN, variant_name=variant, mutant=mutant).label == label


def test_role() -> None:
    prometheus = PLAN.role("prometheus")

    assert prometheus is not None and "prometheus" in prometheus.roles
    assert PLAN.role("nothing") is None


def test_checks_are_in_the_order_of_the_steps() -> None:
    assert PLAN.checks() == tuple(check for step in PLAN.steps for check in step.checks())
    assert [check.when for check in PLAN.checks()]


def test_loads() -> None:
    assert [load.name for load in PLAN.loads()] == ["Rush hour"]


def test_memory_is_that_of_all_services() -> None:
    assert PLAN.memory == sum(service.memory for service in PLAN.services) > 0


def test_service_is_found_by_name() -> None:
    assert PLAN.service("load-rush-hour").on_demand
