"""Which form of a scenario is wanted, and the patches that make it: its scaling, variant, mutant and command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lab.errors import Place, UsageError
from lab.language.patch.model import Patch
from lab.language.strict_yaml import Document
from lab.language.suggestions import did_you_mean
from lab.plan.files import PlacedPatch
from lab.plan.model import CheckPlan, EarlyFailure, StepPlan
from lab.scenario.model import Mutant, Scenario


@dataclass(frozen=True, slots=True)
class Request:
    """Which form of a scenario is wanted: a mutant, a variant, changes from the command line, ports and images."""

    mutant: str | None = None
    variant: Mapping[str, str] = field(default_factory=dict)
    sets: tuple[Patch, ...] = ()
    ports: Mapping[str, int] = field(default_factory=dict)
    images: Mapping[str, str] = field(default_factory=dict)


def mutant_of(scenario: Scenario, request: Request, document: Document) -> Mutant | None:
    if request.mutant is None:
        return None
    if request.mutant not in scenario.mutants:
        raise UsageError(
            f"{document.file} has no mutant {request.mutant!r}{did_you_mean(request.mutant, scenario.mutants)}"
        )
    return scenario.mutants[request.mutant]


def patches_of(
    scenario: Scenario, request: Request, mutant: Mutant | None, document: Document
) -> tuple[PlacedPatch, ...]:
    """Scaling first, then the variant, the mutant and the command line: each may change what came before."""
    found = [PlacedPatch(patch, document.place(("scale", index)), True) for index, patch in enumerate(scenario.scale)]
    for axis, value in request.variant.items():
        values = scenario.variants.get(axis)
        if values is None or value not in values:
            known = values if values is not None else scenario.variants
            word = value if values is not None else axis
            raise UsageError(f"{document.file} has no variant {axis}={value}{did_you_mean(word, known)}")
        for index, patch in enumerate(values[value]):
            found.append(PlacedPatch(patch, document.place(("variants", axis, value, index)), False))
    if mutant is not None and request.mutant is not None:
        for index, patch in enumerate(mutant.patch):
            found.append(PlacedPatch(patch, document.place(("mutants", request.mutant, "patch", index)), False))
    found.extend(PlacedPatch(patch, Place(f"--set {' '.join(patch.set)}", 0, 0), False) for patch in request.sets)
    return tuple(found)


def with_mutant_deadlines(step: StepPlan, mutant: Mutant) -> StepPlan:
    """A planned failure may end as soon as the mutant's own, shorter deadline has passed, but never before a check's
    window has. Everything else keeps the scenario's deadline: what holds takes no longer than it needs."""

    def missed(checks: tuple[CheckPlan, ...]) -> tuple[CheckPlan, ...]:
        return tuple(replace(check, miss=_miss(check, mutant)) for check in checks)

    return replace(step, wait=missed(step.wait), expect=missed(step.expect))


def _miss(check: CheckPlan, mutant: Mutant) -> EarlyFailure | None:
    if mutant.within is None or check.name not in (*mutant.fails, *mutant.may_fail):
        return None
    within = max(min(check.within, mutant.within), check.spec.window())
    return EarlyFailure(within, mutant.fails.get(check.name))
