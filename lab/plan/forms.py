"""Which form of a scenario is wanted, and the patches that make it: its scaling, variant, twin and command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lab.errors import Place, UsageError
from lab.plan.files import PlacedPatch
from lab.plan.model import CheckPlan, Miss, StepPlan
from lab.plan.subjects import SeriesCheck, Subject
from lab.scenario.expectations import AbsenceExpectation, AlertExpectation
from lab.scenario.model import Patch, Scenario, Twin
from lab.scenario.strict_yaml import Document
from lab.scenario.suggest import did_you_mean


@dataclass(frozen=True, slots=True)
class Request:
    """Which form of a scenario is wanted: a twin, a variant, changes from the command line, ports and images."""

    twin: str | None = None
    variant: Mapping[str, str] = field(default_factory=dict)
    sets: tuple[Patch, ...] = ()
    ports: Mapping[str, int] = field(default_factory=dict)
    images: Mapping[str, str] = field(default_factory=dict)


def twin_of(scenario: Scenario, request: Request, document: Document) -> Twin | None:
    if request.twin is None:
        return None
    if request.twin not in scenario.twins:
        raise UsageError(f"{document.file} has no twin {request.twin!r}{did_you_mean(request.twin, scenario.twins)}")
    return scenario.twins[request.twin]


def patches_of(scenario: Scenario, request: Request, twin: Twin | None, document: Document) -> tuple[PlacedPatch, ...]:
    """Scaling first, then the variant, the twin and the command line: each may change what came before."""
    found = [PlacedPatch(patch, document.place(("scale", index)), True) for index, patch in enumerate(scenario.scale)]
    for axis, value in request.variant.items():
        values = scenario.variants.get(axis)
        if values is None or value not in values:
            known = values if values is not None else scenario.variants
            word = value if values is not None else axis
            raise UsageError(f"{document.file} has no variant {axis}={value}{did_you_mean(word, known)}")
        for index, patch in enumerate(values[value]):
            found.append(PlacedPatch(patch, document.place(("variants", axis, value, index)), False))
    if twin is not None and request.twin is not None:
        for index, patch in enumerate(twin.patch):
            found.append(PlacedPatch(patch, document.place(("twins", request.twin, "patch", index)), False))
    found.extend(PlacedPatch(patch, Place(f"--set {' '.join(patch.set)}", 0, 0), False) for patch in request.sets)
    return tuple(found)


def hurried(step: StepPlan, twin: Twin) -> StepPlan:
    """What a twin misses would cost its whole deadline: the twin's own, shorter one ends it, but never below a check's
    window. Whatever else happens there keeps its time: what holds takes no longer than it needs."""

    def missed(checks: tuple[CheckPlan, ...]) -> tuple[CheckPlan, ...]:
        return tuple(replace(check, miss=_miss(check, twin)) for check in checks)

    return replace(step, wait=missed(step.wait), expect=missed(step.expect))


def _miss(check: CheckPlan, twin: Twin) -> Miss | None:
    if twin.within is None or check.name not in (*twin.fails, *twin.may_fail):
        return None
    within = max(min(check.within, twin.within), _window(check.subject))
    return Miss(within, twin.fails.get(check.name))


def _window(subject: Subject) -> float:
    match subject:
        case SeriesCheck(for_=window):
            return window
        case AbsenceExpectation() | AlertExpectation():
            return subject.window()
    return 0.0
