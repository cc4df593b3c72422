"""One side of a comparison as a lab that can be started: its scenario, patched, with the comparison's own steps.

Decides what runs and how it is linked; `lab.comparison.measure` decides what is measured, and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from lab.comparison.config import Comparison, Side, Sizes, Steady
from lab.comparison.sides.checks import comparison_problems, side_problems
from lab.comparison.sides.networks import with_link_networks
from lab.comparison.sides.steps import applicable_patches, with_comparison_steps
from lab.errors import Problem, Problems, UsageError
from lab.language.dialect import Dialect
from lab.language.patch.data import value_at
from lab.language.patch.model import Patch
from lab.language.paths import PathError
from lab.language.strict_yaml import Document, Path
from lab.plan.actions import LoadPlan, RequestPlan
from lab.plan.files import PlacedPatch
from lab.plan.loads import request_plan
from lab.plan.model import LabPlan
from lab.plan.on_demand import LISTENING_S, with_taps
from lab.plan.planning import plan_document
from lab.plan.requests import Request, patches_of
from lab.scenario.load import MixEntry
from lab.scenario.model import Scenario
from lab.scenario.reading import load, validate
from lab.scenario.variants import split_name
from lab.selection.scenarios import NamedScenario, named_scenario, with_variant
from lab.stack.folders import ComparisonSource, Folders

_NO_IMAGES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SidePlan:
    """`as_written` is the scenario with its own steps, for its rules and panels; `plan` is the lab that is measured.

    `load` and `event` are None when only sizes are measured, `size` is None for every other phase.
    """

    name: str
    side: Side
    as_written: LabPlan
    plan: LabPlan
    dialect: Dialect | None
    load: LoadPlan | None
    event: RequestPlan | None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class ComparisonFile:
    """A comparison, its document (which knows the place of every key), and its file."""

    comparison: Comparison
    document: Document
    source: ComparisonSource


def plan_sides(
    file: ComparisonFile,
    folders: Folders,
    *,
    sizes: tuple[int | None, ...] = (None,),
    images: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> tuple[SidePlan, ...]:
    """All sides at each of the sizes; `images` by side. Raises `Problems` with what is wrong with any of them."""
    plans: list[SidePlan] = []
    problems: list[Problem] = []
    for size in sizes:
        for name in file.comparison.sides:
            try:
                plans.append(plan_side(file, name, folders, size=size, images=images.get(name, _NO_IMAGES)))
            except Problems as error:
                problems.extend(error.problems)
    if problems:
        raise Problems(tuple(problems))
    return tuple(plans)


def plan_side(
    file: ComparisonFile,
    name: str,
    folders: Folders,
    *,
    size: int | None = None,
    images: Mapping[str, str] = _NO_IMAGES,
) -> SidePlan:
    """`images`: component or service -> reference. Raises `Problems` with everything that is wrong with this side."""
    comparison, document = file.comparison, file.document
    side, path = comparison.sides[name], ("sides", name)
    named = _scenario(side, path, file, folders)
    source = named.source
    scenario, scenario_document = load(source.text, source.display_path)
    request = with_variant(Request(variant=dict(side.variant), images=dict(images)), named.variant())
    general = tuple(comparison_problems(comparison, document))
    try:
        variant = patches_of(scenario, request, None, scenario_document)
    except UsageError as error:
        raise Problems((*general, Problem(document.place((*path, "variant")), error.message))) from None
    as_written = plan_document(source, folders, request, scenario_document, scenario, variant)
    dialect = folders.dialect(scenario.dialect) if scenario.dialect else None
    side_patches = _side_patches(side, path, document, comparison.sizes, scenario_document, size)
    with_steps = with_comparison_steps(scenario_document, document, variant, dialect, path)
    patches = (*applicable_patches(variant, side_patches, with_steps), *side_patches)
    try:
        stepped = validate(with_steps.data, with_steps, Scenario)
        plan = plan_document(source, folders, request, with_steps, stepped, patches)
    except Problems as error:
        raise Problems((*general, *_with_side_name(error, document, path))) from None
    has_load = bool(plan.loads())
    problems = (*general, *side_problems(side, dialect, plan, document, path, has_load=has_load))
    if problems:
        raise Problems(problems)
    return SidePlan(
        name=name,
        side=side,
        as_written=as_written,
        plan=_with_links_and_taps(plan, side, folders, images, document, path, _tap_seconds(comparison, size)),
        dialect=dialect,
        load=next(iter(plan.loads()), None),
        event=_event(comparison) if has_load else None,
        size=size,
    )


def _tap_seconds(comparison: Comparison, size: int | None) -> float:
    """How long each link is listened to for its wire checks: a little more than one interval."""
    return 1.2 * comparison.sizes.interval if comparison.sizes and size is not None else LISTENING_S


def _with_links_and_taps(
    plan: LabPlan,
    side: Side,
    folders: Folders,
    images: Mapping[str, str],
    document: Document,
    path: Path,
    tap_seconds: float,
) -> LabPlan:
    """The plan with a network for each link, and a tap at the first end of each."""
    # The scenario's own steps are not run, so values scaled in them are not reported.
    plan = replace(plan, scaled=tuple(row for row in plan.scaled if not row.path.startswith("steps")))
    tapped = tuple(dict.fromkeys(first for first, _ in side.network_links.values()))
    try:
        return with_taps(with_link_networks(plan, side.network_links), tapped, folders, images, tap_seconds)
    except Problems:
        raise
    except UsageError as error:
        raise Problems((Problem(document.place((*path, "network_links")), error.message),)) from None


def sizes_of(comparison: Comparison) -> tuple[int | None, ...]:
    """The sizes to plan each side for: None for the phases without a size, then each size."""
    without_size = comparison.steady is not None or comparison.faults is not None
    steps = comparison.sizes.steps if comparison.sizes else ()
    return (*((None,) if without_size else ()), *steps)


def scenario_name(side: Side, source: ComparisonSource) -> str:
    """A scenario's name, or a path from the comparison's folder; with its variant in brackets."""
    return str(source.folder / side.scenario) if "/" in split_name(side.scenario)[0] else side.scenario


def _scenario(side: Side, path: Path, file: ComparisonFile, folders: Folders) -> NamedScenario:
    """Of one variant."""
    try:
        named = named_scenario(scenario_name(side, file.source), folders)
        with_variant(Request(variant=side.variant), named.variant())
    except UsageError as error:
        if isinstance(error, Problems):
            raise
        message = "; ".join(filter(None, (error.message, error.remedy)))
        raise Problems((Problem(file.document.place((*path, "scenario")), message),)) from None
    return named


def _side_patches(
    side: Side, path: Path, document: Document, sizes: Sizes | None, scenario: Document, size: int | None
) -> tuple[PlacedPatch, ...]:
    patches = [PlacedPatch(p, document.place((*path, "patch", n)), False) for n, p in enumerate(side.patch)]
    if sizes is not None and size is not None:
        patch = Patch(set={sizes.parameter: _typed_size(size, scenario.data, sizes.parameter)})
        patches.append(PlacedPatch(patch, document.place(("sizes", "parameter")), False))
    return tuple(patches)


def _typed_size(size: int, data: Any, path: str) -> int | str:
    """A number where the scenario has one; else text, since environment variables are text."""
    try:
        return size if isinstance(value_at(data, path), int) else str(size)
    except PathError:
        return str(size)


def _with_side_name(error: Problems, document: Document, path: tuple[str, str]) -> tuple[Problem, ...]:
    """Names the side in problems of what all sides share, which may be wrong for one of them only."""
    side_places = {
        place for places in (document.keys, document.values) for key, place in places.items() if key[:2] == path
    }
    return tuple(
        replace(problem, message=f"for {path[1]}: {problem.message}")
        if problem.place.file == document.file and problem.place not in side_places
        else problem
        for problem in error.problems
    )


def _event(comparison: Comparison) -> RequestPlan:
    return request_plan((comparison.steady or Steady()).event, MixEntry(weight=1))
