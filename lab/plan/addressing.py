"""Which service answers the queries of an expectation, where several services have the role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lab.expectations.expectation import Check, Expectation
from lab.expectations.plan_context import At, PlanContext
from lab.language.problem_collector import ProblemCollector
from lab.language.strict_yaml import Document
from lab.language.suggestions import did_you_mean
from lab.plan.model import ServicePlan, is_agent
from lab.scenario.model import Scenario

_SPOKEN = {  # role -> what its services do
    "prometheus": "PromQL",
    "loki": "LogQL",
    "traces": "queries of traces",
    "alertmanager": "queries of alerts",
    "grafana": "Grafana's API",
    "notifications": "queries of notifications",
}


def services_asked(
    expectation: Expectation,
    check: Check,
    services: Sequence[ServicePlan],
    asked: Sequence[str],
    at: At,
    ctx: PlanContext,
) -> Mapping[str, str]:
    """Role -> the service asked, for roles that the expectation gives a service for, and those that several have.

    `asked`: the services that the scenario names for expectations that name none. Problems are reported to `ctx`.
    """
    roles = check.roles()
    if expectation.ask is not None:
        return _named(expectation.ask, roles, services, at, ctx)
    return {role: name for role in roles if (name := _chosen(role, services, asked, at, ctx))}


def _named(
    name: str, roles: Sequence[str], services: Sequence[ServicePlan], at: At, ctx: PlanContext
) -> Mapping[str, str]:
    service = next((service for service in services if name in service.asked_as), None)
    if service is None:
        hint = did_you_mean(name, [known for service in services for known in service.asked_as])
        ctx.wrong(at("ask"), f"there is no service {name!r}{hint}", unless_broken=("component", name))
        return {}
    if not roles:
        ctx.wrong(at("ask"), "'ask' has no effect here: this kind names the services that it asks; leave it out")
        return {}
    answered = {role: name for role in roles if service.answers(role)}
    if not answered:
        others = [known for one in services if any(map(one.answers, roles)) for known in one.asked_as]
        fix = f"; ask {' or '.join(others)}" if others else ""
        agent = "prometheus" in service.roles and is_agent(service.compose)
        why = ": it runs in agent mode, which has no query API" if agent else ""
        ctx.wrong(at("ask"), f"{name!r} does not answer {_spoken(roles)}{why}{fix}")
    return answered


def _chosen(role: str, services: Sequence[ServicePlan], asked: Sequence[str], at: At, ctx: PlanContext) -> str:
    """The service or view to ask in a role that several have; empty when only one has it."""
    several = [name for service in services if service.answers(role) for name in service.asked_as]
    if len(several) < 2:
        return ""
    chosen = next((name for name in asked if name in several), "")
    if not chosen:
        names = f"{', '.join(several[:-1])} and {several[-1]}"
        fix = f"add 'ask: {several[0]}' here, or to the scenario for all expectations that name none"
        both = "both " if len(several) == 2 else ""
        ctx.wrong(at(), f"{names} {both}answer {_spoken([role])}: which one is asked? {fix}")
    return chosen


def _spoken(roles: Sequence[str]) -> str:
    return " or ".join(_SPOKEN.get(role, f"as {role}") for role in roles)


def default_problems(
    scenario: Scenario, services: Sequence[ServicePlan], document: Document, problems: ProblemCollector
) -> None:
    """Reports what is wrong with the services that the scenario asks by default."""
    by_name = {name: service for service in services for name in service.asked_as}
    taken: dict[str, str] = {}  # role -> service
    for index, name in enumerate(scenario.asked):
        place = document.place(("ask",) if isinstance(scenario.ask, str) else ("ask", index))
        if name not in by_name:
            message = f"there is no service {name!r}{did_you_mean(name, by_name)}"
            problems.wrong(place, message, unless_broken=("component", name))
            continue
        for role in by_name[name].roles:
            if role in taken and by_name[name].answers(role):
                message = f"{taken[role]!r} and {name!r} have the same role {role!r}; name one of them"
                problems.wrong(place, message)
            taken[role] = name
