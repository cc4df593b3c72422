from __future__ import annotations

from dataclasses import replace
from typing import Any

import yaml

from lab.plan.model import ServicePlan
from lab.run.health_checks import without_health_checks
from tests.run.fake_lab import service

CHECK = {"test": ["CMD", "true"]}
OFF = {"healthcheck": {"disable": True}}


def with_compose(name: str, **compose: Any) -> ServicePlan:
    return replace(service(name), compose=compose)


def overrides(*services: ServicePlan) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(without_health_checks(services))
    return loaded["services"]


def test_every_service_loses_its_check_and_that_of_its_image() -> None:
    assert overrides(with_compose("api", healthcheck=CHECK), with_compose("db")) == {"api": OFF, "db": OFF}


def test_a_check_that_another_service_waits_for_stays() -> None:
    waits = with_compose("api", depends_on={"proxy": {"condition": "service_healthy"}, "db": {"condition": "x"}})
    assert overrides(waits, with_compose("proxy", healthcheck=CHECK), with_compose("db")) == {"api": OFF, "db": OFF}


def test_a_check_that_says_when_its_own_service_is_ready_stays() -> None:
    own = replace(with_compose("db"), ready=None, health_check=True)
    assert overrides(own, with_compose("api")) == {"api": {"healthcheck": {"disable": True}}}


def test_the_short_form_of_depends_on_waits_for_no_check() -> None:
    assert overrides(with_compose("api", depends_on=["db"]), with_compose("db")) == {"api": OFF, "db": OFF}


def test_no_service_needs_no_override() -> None:
    assert without_health_checks(()) == ""
