"""The requested form of a scenario, and its patches: scaling, variant, mutant and command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lab.errors import Place, Problem, Problems, UsageError
from lab.language.patch.model import Patch
from lab.language.strict_yaml import Document
from lab.language.suggestions import did_you_mean
from lab.plan.files import PlacedPatch
from lab.plan.model import CheckPlan, EarlyFailure, StepPlan
from lab.scenario.model import Mutant, Scenario
from lab.scenario.variants import check_variant


@dataclass(frozen=True, slots=True)
class Request:
    """The form of a scenario: a mutant, a variant (axis -> value), and what the command line sets.

    `sets` are its patches, `ports` host ports by service, `images` references by service or component.
    """

    mutant: str | None = None
    variant: Mapping[str, str] = field(default_factory=dict)
    sets: tuple[Patch, ...] = ()
    ports: Mapping[str, int] = field(default_factory=dict)
    images: Mapping[str, str] = field(default_factory=dict)


def mutant_of(scenario: Scenario, request: Request, document: Document) -> Mutant | None:
    """The requested mutant; None for the scenario itself. Raises UsageError."""
    if request.mutant is None:
        return None
    if request.mutant not in scenario.mutants:
        hint = did_you_mean(request.mutant, scenario.mutants)
        raise UsageError(f"{document.file} has no mutant {request.mutant!r}{hint}")
    return scenario.mutants[request.mutant]


def in_own_variant(request: Request, mutant: Mutant | None, scenario: Scenario, document: Document) -> Request:
    """The request with the variant that the mutant is injected into. Raises UsageError where they disagree, and
    `Problems` for a variant that the scenario does not have."""
    if mutant is None or request.mutant is None:
        return request
    for axis, value in mutant.variant.items():
        place = document.place(("mutants", request.mutant, "variant", axis))
        values = scenario.variants.get(axis, ())
        if value not in values:
            what, known = (value, values) if values else (axis, scenario.variants)
            raise Problems((Problem(place, f"the scenario has no variant {what!r}{did_you_mean(what, known)}"),))
        if request.variant.get(axis, value) != value:
            raise UsageError(
                f"the mutant {request.mutant!r} is one of {axis}={value}, not of {axis}={request.variant[axis]}",
                remedy=f"leave the variant out, or choose {axis}={value}",
            )
    return replace(request, variant={**request.variant, **mutant.variant})


def patches_of(
    scenario: Scenario, request: Request, mutant: Mutant | None, document: Document
) -> tuple[PlacedPatch, ...]:
    """The patches of scaling, the variant, the mutant and the command line, in this order.

    Raises UsageError.
    """
    patches = [PlacedPatch(patch, document.place(("scale", index)), True) for index, patch in enumerate(scenario.scale)]
    check_variant(document.file, scenario.variants, request.variant)
    for axis, value in request.variant.items():
        for index, patch in enumerate(scenario.variants[axis][value]):
            patches.append(PlacedPatch(patch, document.place(("variants", axis, value, index)), False))
    if mutant is not None and request.mutant is not None:
        for index, patch in enumerate(mutant.patch):
            patches.append(PlacedPatch(patch, document.place(("mutants", request.mutant, "patch", index)), False))
    patches.extend(PlacedPatch(patch, Place(f"--set {' '.join(patch.set)}", 0, 0), False) for patch in request.sets)
    return tuple(patches)


def with_mutant_deadlines(step: StepPlan, mutant: Mutant) -> StepPlan:
    """The step with the mutant's own deadline for its planned failures, not shorter than the window of the check.

    Other checks keep the scenario's deadline: those that pass end as soon as they do.
    """

    def with_early_failure(checks: tuple[CheckPlan, ...]) -> tuple[CheckPlan, ...]:
        return tuple(replace(check, miss=_early_failure(check, mutant)) for check in checks)

    return replace(step, wait=with_early_failure(step.wait), expect=with_early_failure(step.expect))


def _early_failure(check: CheckPlan, mutant: Mutant) -> EarlyFailure | None:
    if mutant.within is None or check.name not in (*mutant.fails, *mutant.may_fail):
        return None
    within = max(min(check.within, mutant.within), check.spec.window())
    return EarlyFailure(within, mutant.fails.get(check.name))
