"""What must hold between the parts of a scenario: names are used once, mutants name what is there, somebody answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lab.errors import Place, Problem, UsageError
from lab.language.strict_yaml import Document
from lab.language.suggestions import did_you_mean
from lab.plan.model import ServicePlan, StepPlan
from lab.plan.requests import Request
from lab.scenario.model import Mutant, Scenario


def name_problems(scenario: Scenario, document: Document, mutants: Mapping[str, Mutant]) -> list[Problem]:
    """`mutants`: those checked against this form of the scenario; a variant may lack what they name."""
    problems = []
    seen: dict[str, Place] = {}
    for index, step in enumerate(scenario.steps):
        for part in ("wait", "throughout", "expect"):
            for name in getattr(step, part):
                place = document.place(("steps", index, part, name))
                if name in seen:
                    first = f"there is already an expectation {name!r} ({seen[name]})"
                    problems.append(Problem(place, f"{first}; names are how mutants refer to them"))
                seen.setdefault(name, place)
    for mutant_name, mutant in mutants.items():
        problems += _mutant_problems(mutant, ("mutants", mutant_name), document, tuple(seen))
    return problems


def _mutant_problems(
    mutant: Mutant, path: tuple[str, str], document: Document, written: Iterable[str]
) -> list[Problem]:
    problems = []
    for name in mutant.fails:
        if name not in written:
            place = document.place((*path, "fails", name))
            problems.append(Problem(place, f"there is no expectation {name!r}{did_you_mean(name, written)}"))
    for index, name in enumerate(mutant.may_fail):
        place = document.place((*path, "may_fail", index))
        if name not in written:
            problems.append(Problem(place, f"there is no expectation {name!r}{did_you_mean(name, written)}"))
        elif name in mutant.fails:
            problems.append(Problem(place, f"{name!r} is also among those that must fail; say one or the other"))
    return problems


def role_problems(services: tuple[ServicePlan, ...], steps: tuple[StepPlan, ...]) -> list[Problem]:
    """An expectation nobody can answer would be undecided in every run."""
    played = {role for service in services for role in service.roles}
    return [
        Problem(check.place, f"this asks a service with the role {role!r}, and no component here has it")
        for step in steps
        for check in step.checks()
        for role in check.needs
        if role not in played
    ]


def check_wishes(request: Request, services: tuple[ServicePlan, ...]) -> None:
    """Raises UsageError when the command line asks for a port or an image of something that is not there."""
    known = [service.name for service in services if not service.on_demand]
    for name in request.ports:
        service = next((s for s in services if s.name == name.partition(".")[0]), None)
        ports = [port.name for port in service.ports] if service else []
        if service is None or not ports or ("." in name and name.partition(".")[2] not in ports):
            raise UsageError(f"--port {name}: there is no such service or port{did_you_mean(name, known)}")
    components = [*known, *(service.component for service in services)]
    for name in request.images:
        if name not in components:
            raise UsageError(f"--image {name}: no such component in this scenario{did_you_mean(name, components)}")
