"""Checks across the parts of a scenario: unique names, mutants that name expectations, roles that exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lab.errors import Place, Problem, UsageError
from lab.language.strict_yaml import Document
from lab.language.suggestions import did_you_mean
from lab.plan.model import ServicePlan, StepPlan
from lab.plan.requests import Request
from lab.scenario.model import Mutant, Scenario


def name_problems(scenario: Scenario, document: Document, mutants: Mapping[str, Mutant]) -> list[Problem]:
    """Problems with the names of expectations, and with the expectations that `mutants` name."""
    problems = []
    places: dict[str, Place] = {}
    for index, step in enumerate(scenario.steps):
        for part in ("wait", "throughout", "expect"):
            for name in getattr(step, part):
                place = document.place(("steps", index, part, name))
                if name in places:
                    message = f"there is already an expectation {name!r} ({places[name]}); each needs its own name"
                    problems.append(Problem(place, message))
                places.setdefault(name, place)
    for mutant_name, mutant in mutants.items():
        problems += _mutant_problems(mutant, ("mutants", mutant_name), document, tuple(places))
    return problems


def _mutant_problems(
    mutant: Mutant, path: tuple[str, str], document: Document, expectations: Iterable[str]
) -> list[Problem]:
    problems = []
    for name in mutant.fails:
        if name not in expectations:
            place = document.place((*path, "fails", name))
            problems.append(Problem(place, f"there is no expectation {name!r}{did_you_mean(name, expectations)}"))
    for index, name in enumerate(mutant.may_fail):
        place = document.place((*path, "may_fail", index))
        if name not in expectations:
            problems.append(Problem(place, f"there is no expectation {name!r}{did_you_mean(name, expectations)}"))
        elif name in mutant.fails:
            problems.append(Problem(place, f"{name!r} is in 'fails' and in 'may_fail'; keep one of them"))
    return problems


def role_problems(services: tuple[ServicePlan, ...], steps: tuple[StepPlan, ...]) -> list[Problem]:
    """Expectations whose backend is not part of the lab: they would be undecided in every run."""
    provided = {role for service in services for role in service.roles if service.answers(role)}
    return [
        Problem(check.place, f"no component provides the role {role!r}")
        for step in steps
        for check in step.checks()
        for role in check.needs
        if role not in provided
    ]


def check_overrides(request: Request, services: tuple[ServicePlan, ...]) -> None:
    """Raises UsageError when the command line sets a port or an image of something that does not exist."""
    known = [service.name for service in services if not service.on_demand]
    for name in request.ports:
        service = next((s for s in services if s.name == name.partition(".")[0]), None)
        ports = [port.name for port in service.ports] if service else []
        if service is None or not ports or ("." in name and name.partition(".")[2] not in ports):
            raise UsageError(f"--port {name}: there is no such service or port{did_you_mean(name, known)}")
    components = [*known, *(service.component for service in services)]
    for name in request.images:
        if name not in components:
            raise UsageError(
                f"--image {name}: there is no such component in this scenario{did_you_mean(name, components)}"
            )
