"""Selects scenarios by name, and plans them: as written, as variants, as mutants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from lab.errors import Problem, Problems, UsageError
from lab.plan.model import LabPlan
from lab.plan.planning import AS_WRITTEN, Request, plan
from lab.scenario.model import Scenario
from lab.scenario.reading import load
from lab.scenario.variants import Variant, agree, changed_variants, split_name, variant_name, variants_named
from lab.settings import Settings
from lab.stack.folders import Folders, ScenarioSource


def project_folders(settings: Settings) -> Folders:
    """The folders of the project and those bundled with lab. Paths in messages are relative to the current folder."""
    return Folders(settings.roots(), Path.cwd(), settings.allowed_host_access)


@dataclass(frozen=True, slots=True)
class NamedScenario:
    """A scenario and what its name says of its variants: `variants` is None for a name without brackets."""

    source: ScenarioSource
    variants: tuple[Variant, ...] | None

    @property
    def name(self) -> str:
        """Without a path, and with its variant in brackets. Raises UsageError for several."""
        chosen = variant_name(read_scenario(self.source).variants, self.variant()) if self.variants else ""
        return f"{self.source.name}[{chosen}]" if chosen else self.source.name

    def variant(self) -> Variant:
        """The only one; that as written for a name without brackets. Raises UsageError."""
        match self.variants:
            case None:
                return {}
            case (variant,):
                return variant
        axes = read_scenario(self.source).variants
        listed = ", ".join(variant_name(axes, variant) for variant in self.variants)
        raise UsageError(f"{self.source.name}[*] names {len(self.variants)} variants", remedy=f"name one: {listed}")


def named_scenario(name: str, folders: Folders) -> NamedScenario:
    """The scenario of a name or path, with the variants in its brackets. Raises UsageError."""
    scenario, choice = split_name(name)
    source = folders.scenario(scenario)
    if not choice:
        return NamedScenario(source, None)
    return NamedScenario(source, variants_named(source.name, read_scenario(source).variants, choice))


def plan_named(name: str, folders: Folders, request: Request = AS_WRITTEN) -> LabPlan:
    """The plan of a name such as `otel-direct[0.46b0]`. Raises UsageError."""
    scenario = named_scenario(name, folders)
    return plan(scenario.source, folders, with_variant(request, scenario.variant()))


def with_variant(request: Request, variant: Variant) -> Request:
    """The request with the variant of a name added to that of `--variant`. Raises UsageError where they disagree."""
    for axis, value in request.variant.items():
        if variant.get(axis, value) != value:
            raise UsageError(f"--variant {axis}={value}, and the name says {variant[axis]}; give one of them")
    return replace(request, variant={**variant, **request.variant})


def select_scenarios(names: tuple[str, ...], folders: Folders) -> tuple[NamedScenario, ...]:
    """These scenarios, or all when `names` is empty. Raises UsageError, and `Problems` with those of all that cannot be
    read."""
    scenarios: list[NamedScenario] = []
    problems: list[Problem] = []
    for name in names or folders.scenario_names():
        try:
            scenarios.append(named_scenario(name, folders))
        except Problems as error:
            problems.extend(error.problems)
    if problems:
        raise Problems(tuple(problems))
    if not scenarios:
        raise UsageError("no scenario found", remedy="create scenarios/<name>/scenario.yaml, or see lab list")
    return tuple(scenarios)


def read_scenario(source: ScenarioSource) -> Scenario:
    """Raises `Problems`."""
    return load(source.text, source.display_path)[0]


def main_requests(scenario: Scenario, request: Request = AS_WRITTEN) -> tuple[Request, ...]:
    """The scenario as written and each of its variants, each with what else is requested."""
    return (request, *(with_variant(request, variant) for variant in changed_variants(scenario.variants)))


def every_request(named: NamedScenario) -> tuple[Request, ...]:
    """The scenario as written, each of its variants and mutants; of a name with brackets the variants it chooses."""
    if named.variants is not None:
        return tuple(Request(variant=variant) for variant in named.variants)
    scenario = read_scenario(named.source)
    return (*main_requests(scenario), *(Request(mutant=mutant) for mutant in scenario.mutants))


def check_scenarios(
    scenarios: tuple[NamedScenario, ...], folders: Folders, on_plan: Callable[[LabPlan], None] = lambda _: None
) -> int:
    """The number of variants and mutants that were checked too; `on_plan` gets each plan. Raises `Problems` with those
    of all scenarios."""
    problems: list[Problem] = []
    variants_and_mutants = 0
    for scenario in scenarios:
        try:
            requests = every_request(scenario)
        except Problems as error:
            problems.extend(error.problems)
            continue
        variants_and_mutants += len(requests) - requests.count(AS_WRITTEN)
        for request in requests:
            try:
                on_plan(plan(scenario.source, folders, request))
            except Problems as error:
                problems.extend(error.problems)
    if problems:
        raise Problems(tuple(problems))
    return variants_and_mutants


def select_plans(
    named: NamedScenario, folders: Folders, request: Request, *, mutants: bool = False, variants: bool = False
) -> tuple[LabPlan, ...]:
    """The plans of the variants that the name chooses, or of the scenario as written.

    With `mutants` those of its mutants, less those of another variant than the one chosen; with `variants` those of all
    its variants too, unless the request or the name chooses one. Raises `Problems`, and UsageError where name and
    request disagree.
    """
    scenario = read_scenario(named.source)
    if named.variants is not None:
        requests = tuple(with_variant(request, variant) for variant in named.variants)
    elif variants and not mutants and request.mutant is None and not request.variant:
        requests = main_requests(scenario, request)
    else:
        requests = (request,)
    if mutants:
        requests = tuple(
            replace(one, mutant=name)
            for one in requests
            for name, mutant in scenario.mutants.items()
            if agree(one.variant, mutant.variant)
        )
    return tuple(plan(named.source, folders, one) for one in requests)
