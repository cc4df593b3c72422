"""Selects scenarios by name, and plans them: as written, as variants, as mutants."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lab.errors import Problem, Problems, UsageError
from lab.plan.model import LabPlan
from lab.plan.planning import Request, plan
from lab.scenario.model import Scenario
from lab.scenario.reading import load
from lab.settings import Settings
from lab.stack.folders import Folders, ScenarioSource


def project_folders(settings: Settings) -> Folders:
    """The folders of the project and those bundled with lab. Paths in messages are relative to the current folder."""
    return Folders(settings.roots(), Path.cwd(), settings.allowed_host_access)


def select_scenarios(names: tuple[str, ...], folders: Folders) -> tuple[ScenarioSource, ...]:
    """These scenarios, or all when `names` is empty. Raises UsageError, and `Problems` with those of all that cannot be
    read."""
    sources: list[ScenarioSource] = []
    problems: list[Problem] = []
    for name in names or folders.scenario_names():
        try:
            sources.append(folders.scenario(name))
        except Problems as error:
            problems.extend(error.problems)
    if problems:
        raise Problems(tuple(problems))
    if not sources:
        raise UsageError("no scenario found", remedy="create scenarios/<name>/scenario.yaml, or see lab list")
    return tuple(sources)


def read_scenario(source: ScenarioSource) -> Scenario:
    """Raises `Problems`."""
    return load(source.text, source.display_path)[0]


def every_request(source: ScenarioSource) -> tuple[Request, ...]:
    """The scenario as written, each of its variants and each of its mutants."""
    scenario = read_scenario(source)
    variants = [Request(variant={axis: value}) for axis, values in scenario.variants.items() for value in values]
    return (Request(), *variants, *(Request(mutant=mutant) for mutant in scenario.mutants))


def check_scenarios(
    sources: tuple[ScenarioSource, ...], folders: Folders, on_plan: Callable[[LabPlan], None] = lambda _: None
) -> int:
    """The number of variants and mutants that were checked too; `on_plan` gets each plan. Raises `Problems` with those
    of all scenarios."""
    problems: list[Problem] = []
    variants_and_mutants = 0
    for source in sources:
        try:
            requests = every_request(source)
        except Problems as error:
            problems.extend(error.problems)
            continue
        variants_and_mutants += len(requests) - 1
        for request in requests:
            try:
                on_plan(plan(source, folders, request))
            except Problems as error:
                problems.extend(error.problems)
    if problems:
        raise Problems(tuple(problems))
    return variants_and_mutants


def select_plans(source: ScenarioSource, folders: Folders, request: Request, *, mutants: bool) -> tuple[LabPlan, ...]:
    """The plan of a scenario, or with `mutants` those of its mutants. Raises `Problems`."""
    if not mutants:
        return (plan(source, folders, request),)
    return tuple(
        plan(source, folders, Request(name, request.variant, request.sets, request.ports, request.images))
        for name in read_scenario(source).mutants
    )
