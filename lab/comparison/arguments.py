"""What the arguments of `lab compare` mean: a comparison file, scenarios, one scenario on two images, or records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.comparison.config import Comparison, Faults, Steady, same_event_problem
from lab.comparison.measure.runner import Experiment
from lab.comparison.reading import read_comparison
from lab.comparison.sides.ad_hoc import ad_hoc_comparison
from lab.comparison.sides.planning import ComparisonFile, plan_sides, scenario_name, sizes_of
from lab.errors import UsageError
from lab.language.suggestions import did_you_mean
from lab.scenario.variants import split_name, variant_name
from lab.selection.scenarios import named_scenario, read_scenario
from lab.stack.folders import Folders

_MOST_SIDES = 4
_NEEDS_LOAD = "'steady' and 'faults' count the requests of a load"

Images = Mapping[str, Mapping[str, str]]  # side -> component or service -> reference


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the command line changes; None and empty leave it as the comparison file says."""

    repeat: int | None = None
    steady: bool | None = None
    faults: bool | None = None
    sizes: tuple[int, ...] = ()


NO_OVERRIDES = Overrides()


def experiment_of(
    names: tuple[str, ...], images: Mapping[str, str], overrides: Overrides, folders: Folders
) -> Experiment:
    """`images`: [side/]component -> reference. Raises UsageError; `Problems`, a kind of it, for mistakes in files."""
    if len(names) == 1 and folders.is_comparison(names[0]):
        file = read_comparison(folders.comparison(names[0]))
        display_path, by_side = file.source.display_path, _images_by_side(images, _components_by_side(file, folders))
    else:
        sides = _sides(names, images, folders)
        if len(names) > 1:
            by_side = _images_by_side(images, {side: _components(name, folders) for side, name in sides.items()})
        else:
            by_side = {list(sides)[1]: images}
        file, display_path = ad_hoc_comparison(sides, folders), ""
    comparison = _apply_overrides(file.comparison, overrides)
    file = ComparisonFile(comparison, file.document, file.source)
    plans = plan_sides(file, folders, sizes=sizes_of(comparison), images=by_side)
    return Experiment(file.source.name, display_path, file.source.text, comparison, plans)


def _sides(names: tuple[str, ...], images: Mapping[str, str], folders: Folders) -> dict[str, str]:
    """Side -> scenario."""
    for name in names:
        if folders.is_comparison(name):
            raise UsageError(f"{name} is already a comparison", remedy=f"name it alone: lab compare {name}")
    names = tuple(one for name in names for one in _each_variant(name, folders))
    scenarios = [named_scenario(name, folders).name for name in names]
    if len(names) == 1 and images:
        return {scenarios[0]: names[0], _side_with_images(images): names[0]}
    if len(names) == 1:
        raise UsageError(
            f"{scenarios[0]} is a single scenario, with nothing to compare it with",
            remedy=f"name another, or another image: lab compare {scenarios[0]} --image prometheus=REFERENCE",
        )
    if len(names) > _MOST_SIDES:
        raise UsageError(f"{len(names)} scenarios are too many at once", remedy=f"name at most {_MOST_SIDES}")
    # The same scenario twice shows what differs where nothing should.
    return {f"{name}-{n + 1}" if name in scenarios[:n] else name: names[n] for n, name in enumerate(scenarios)}


def _each_variant(name: str, folders: Folders) -> tuple[str, ...]:
    """`NAME[*]` as the names of its variants; another name as it is."""
    named, (scenario, _) = named_scenario(name, folders), split_name(name)
    if named.variants is None or len(named.variants) == 1:
        return (name,)
    axes = read_scenario(named.source).variants
    return tuple(f"{scenario}[{variant_name(axes, variant)}]" for variant in named.variants)


def _side_with_images(images: Mapping[str, str]) -> str:
    """`prometheus-v3.14.0` for that component on that image."""
    parts = []
    for component, reference in images.items():
        if "/" in component:
            side, _, plain = component.rpartition("/")
            raise UsageError(
                f"--image {component}: a single scenario has no side {side!r}",
                remedy=f"write --image {plain}={reference}",
            )
        tag = reference.rpartition("/")[2].partition("@")[0].partition(":")[2]
        parts.append(f"{component}-{tag[:16] or 'other'}")
    return "+".join(parts)


def _components_by_side(file: ComparisonFile, folders: Folders) -> dict[str, frozenset[str]]:
    """Of a scenario that cannot be read there are none: planning reports why."""
    known = {}
    for name, side in file.comparison.sides.items():
        try:
            known[name] = _components(scenario_name(side, file.source), folders)
        except UsageError:
            known[name] = frozenset()
    return known


def _components(scenario: str, folders: Folders) -> frozenset[str]:
    uses = read_scenario(named_scenario(scenario, folders).source).components
    return frozenset((*uses, *(use.use for use in uses.values() if use.use)))


def _images_by_side(images: Mapping[str, str], components: Mapping[str, Iterable[str]]) -> Images:
    """`component=REF` means every side that has it, `side/component=REF` that side."""
    by_side: dict[str, dict[str, str]] = {side: {} for side in components}
    for target, reference in images.items():
        side, _, component = target.rpartition("/")
        if side and side not in components:
            raise UsageError(f"--image {target}: unknown side {side!r}{did_you_mean(side, components)}")
        # A component that no side has is reported by the plan, which also knows what lab adds by itself.
        owners = [name for name in components if component in components[name]] or list(components)
        for owner in [side] if side else owners:
            by_side[owner][component] = reference
    return by_side


def _apply_overrides(comparison: Comparison, overrides: Overrides) -> Comparison:
    steady, faults, sizes = comparison.steady, comparison.faults, comparison.sizes
    for flag, requested in (("--steady", overrides.steady), ("--faults", overrides.faults)):
        if requested and comparison.load is None:
            raise UsageError(f"{flag}: {_NEEDS_LOAD}", remedy="add 'load' to the comparison file")
    if overrides.steady is not None:
        steady = (steady or Steady()) if overrides.steady else None
    if overrides.faults is not None:
        faults = (faults or Faults()) if overrides.faults else None
    if comparison.load is not None and steady is not None and steady.event in comparison.load.mix:
        raise UsageError(f"--steady: {same_event_problem(steady.event)}")
    if overrides.repeat is not None and steady is not None:
        steady = steady.model_copy(update={"repetitions": overrides.repeat})
    if overrides.repeat is not None and sizes is not None:
        sizes = sizes.model_copy(update={"repetitions": overrides.repeat})
    if overrides.sizes:
        if sizes is None:
            raise UsageError("--size: this comparison has no sizes", remedy="add 'sizes' to the comparison file")
        sizes = sizes.model_copy(update={"steps": tuple(sorted(set(overrides.sizes)))})
    if steady is None and faults is None and sizes is None:
        raise UsageError("nothing is left to measure", remedy="leave out --no-steady or --no-faults")
    return comparison.model_copy(update={"steady": steady, "faults": faults, "sizes": sizes})


def record_file(name: str, folders: Folders, runs: Path) -> Path | None:
    """The run.json or comparison.json that a name means; None when it is a scenario or a comparison."""
    if name in folders.scenario_names() or name in folders.comparison_names():
        return None
    for path in (folders.here / name, runs / name):
        if path.suffix == ".json" and path.is_file():
            return path
        for file in ("run.json", "comparison.json"):
            if (path / file).is_file():
                return path / file
    return None
