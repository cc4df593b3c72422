"""One side of a comparison as a lab that can be started: its scenario, patched, with the comparison's own steps.

Decides what runs and what it is linked to. What is measured, and when, is for `lab.measuring`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from lab.comparison.config import Comparison, Side, Sizes, Steady
from lab.comparison.sides.checks import comparison_problems, side_problems
from lab.comparison.sides.steps import for_other_steps, with_own_steps
from lab.errors import Problem, Problems, UsageError
from lab.language.dialect import Dialect
from lab.language.patch.data import value_at
from lab.language.patch.model import Patch
from lab.language.paths import PathError
from lab.language.strict_yaml import Document, Path
from lab.plan.actions import LoadPlan, RequestPlan
from lab.plan.files import PlacedPatch
from lab.plan.linked import linked
from lab.plan.loads import request_plan
from lab.plan.model import LabPlan
from lab.plan.on_demand import LISTENING_S, with_taps
from lab.plan.planning import plan_document
from lab.plan.requests import Request, patches_of
from lab.scenario.model import MixEntry, Scenario
from lab.scenario.reading import load, validate
from lab.stack.folders import ComparisonSource, Folders, ScenarioSource

_AS_THEY_ARE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SidePlan:
    """`written` is the scenario with its own steps, for its rules and panels; `plan` is the lab that is measured.

    `load` and `event` are None when only sizes are measured, `size` is None for every other phase.
    """

    name: str
    side: Side
    written: LabPlan
    plan: LabPlan
    dialect: Dialect | None
    load: LoadPlan | None
    event: RequestPlan | None
    size: int | None = None


def side_plan(
    comparison: Comparison,
    document: Document,
    source: ComparisonSource,
    side_name: str,
    folders: Folders,
    *,
    size: int | None = None,
    images: Mapping[str, str] = _AS_THEY_ARE,
) -> SidePlan:
    """`images`: component or service -> reference. Raises `Problems` with everything that is wrong with this side."""
    side, here = comparison.sides[side_name], ("sides", side_name)
    found = _scenario(side, here, document, source, folders)
    written, scenario = load(found.text, found.shown)
    request = Request(variant=dict(side.variant), images=dict(images))
    own = _own_patches(side, here, document, comparison.sizes, scenario, size)
    general = tuple(comparison_problems(comparison, document))
    try:
        form = patches_of(written, request, None, scenario)
    except UsageError as error:
        raise Problems((*general, Problem(document.place((*here, "variant")), error.message))) from None
    as_written = plan_document(found, folders, request, scenario, written, form)
    dialect = folders.dialect(written.dialect) if written.dialect else None
    stepped = with_own_steps(scenario, document, form, dialect, here)
    patches = (*for_other_steps(form, own, stepped), *own)
    try:
        made = plan_document(found, folders, request, stepped, validate(stepped.data, stepped, Scenario), patches)
    except Problems as problems:
        raise Problems((*general, *_with_side(problems, document, here))) from None
    wrong = (*general, *side_problems(side, dialect, made, document, here, counted=bool(made.loads())))
    if wrong:
        raise Problems(wrong)
    return SidePlan(
        name=side_name,
        side=side,
        written=as_written,
        plan=_ready(made, side, folders, images, document, here, _listens(comparison, size)),
        dialect=dialect,
        load=next(iter(made.loads()), None),
        event=_event(comparison) if made.loads() else None,
        size=size,
    )


def _listens(comparison: Comparison, size: int | None) -> float:
    """Seconds in which each link must have shown what it carries: two intervals of the steady lab, one of a size."""
    return 1.2 * comparison.sizes.interval if comparison.sizes and size is not None else LISTENING_S


def _ready(
    made: LabPlan,
    side: Side,
    folders: Folders,
    images: Mapping[str, str],
    document: Document,
    here: Path,
    listens: float,
) -> LabPlan:
    """Its services linked, and what listens at the first end of each link, for so many seconds, at hand."""
    # What is scaled in the scenario's own steps does not happen here.
    made = replace(made, scaled=tuple(row for row in made.scaled if not row.path.startswith("steps")))
    try:
        return with_taps(linked(made, side.links), _listening(side), folders, images, listens)
    except Problems:
        raise
    except UsageError as error:
        raise Problems((Problem(document.place((*here, "links")), error.message),)) from None


def _listening(side: Side) -> tuple[str, ...]:
    return tuple(dict.fromkeys(first for first, _ in side.links.values()))


def every_side(
    comparison: Comparison,
    document: Document,
    source: ComparisonSource,
    folders: Folders,
    *,
    sizes: tuple[int | None, ...] = (None,),
    images: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> tuple[SidePlan, ...]:
    """All sides at each of the sizes; `images` by side. Raises `Problems` with what is wrong with any of them."""
    plans: list[SidePlan] = []
    problems: list[Problem] = []
    for size in sizes:
        for name in comparison.sides:
            try:
                wanted = images.get(name, _AS_THEY_ARE)
                plans.append(side_plan(comparison, document, source, name, folders, size=size, images=wanted))
            except Problems as found:
                problems.extend(found.problems)
    if problems:
        raise Problems(tuple(problems))
    return tuple(plans)


def sizes_of(comparison: Comparison) -> tuple[int | None, ...]:
    """What is planned for: None for the phases that have no size, then each size."""
    plain = comparison.steady is not None or comparison.faults is not None
    steps = comparison.sizes.steps if comparison.sizes else ()
    return (*((None,) if plain else ()), *steps)


def scenario_named(side: Side, source: ComparisonSource) -> str:
    """A scenario's name, or a path from the comparison's folder, as folders take it."""
    return str(source.folder / side.scenario) if "/" in side.scenario else side.scenario


def _scenario(side: Side, here: Path, document: Document, source: ComparisonSource, folders: Folders) -> ScenarioSource:
    try:
        return folders.scenario(scenario_named(side, source))
    except UsageError as error:
        if isinstance(error, Problems):
            raise
        raise Problems((Problem(document.place((*here, "scenario")), error.message),)) from None


def _own_patches(
    side: Side, here: Path, document: Document, sizes: Sizes | None, scenario: Document, size: int | None
) -> tuple[PlacedPatch, ...]:
    placed = [PlacedPatch(p, document.place((*here, "patch", n)), False) for n, p in enumerate(side.patch)]
    if sizes is not None and size is not None:
        patch = Patch(set={sizes.of: _as_it_is_written(size, scenario.data, sizes.of)})
        placed.append(PlacedPatch(patch, document.place(("sizes", "of")), False))
    return tuple(placed)


def _as_it_is_written(size: int, data: Any, path: str) -> int | str:
    """A number where one stands; text elsewhere, since an environment holds nothing else."""
    try:
        return size if isinstance(value_at(data, path), int) else str(size)
    except PathError:
        return str(size)


def _with_side(problems: Problems, document: Document, here: tuple[str, str]) -> tuple[Problem, ...]:
    """What all sides share is wrong for one of them: that is said with it."""
    own = {place for places in (document.keys, document.values) for path, place in places.items() if path[:2] == here}
    shared = [p.place.file == document.file and p.place not in own for p in problems.problems]
    return tuple(
        replace(problem, message=f"for {here[1]}: {problem.message}") if general else problem
        for problem, general in zip(problems.problems, shared, strict=True)
    )


def _event(comparison: Comparison) -> RequestPlan:
    return request_plan((comparison.steady or Steady()).event, MixEntry(weight=1))
