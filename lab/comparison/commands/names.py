"""What the names behind `lab compare` mean: a comparison's file, scenarios, one scenario on two images, or records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.comparison.config import Comparison, Faults, Steady
from lab.comparison.hypotheses import measure_and_part
from lab.comparison.measures import MEASURES
from lab.comparison.sides.ad_hoc import ad_hoc
from lab.comparison.sides.planning import SidePlan, every_side, scenario_named, sizes_of
from lab.errors import Problem, Problems, UsageError
from lab.language.strict_yaml import Document
from lab.language.suggestions import did_you_mean
from lab.scenario.reading import read_model
from lab.selection.scenarios import read_scenario
from lab.stack.folders import ComparisonSource, Folders

_MOST_SIDES = 4
Images = Mapping[str, Mapping[str, str]]  # side -> component or service -> reference


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the command line changes: None and empty leave it as the comparison says."""

    repeat: int | None = None
    steady: bool | None = None
    faults: bool | None = None
    sizes: tuple[int, ...] = ()


AS_IT_SAYS = Overrides()


@dataclass(frozen=True, slots=True)
class Prepared:
    """`shown`: the comparison file as a person reads it, empty when there is none."""

    name: str
    shown: str
    text: str
    comparison: Comparison
    sides: tuple[SidePlan, ...]


def read_comparison(source: ComparisonSource) -> tuple[Comparison, Document]:
    """Raises `Problems`, also for measures that nothing is called by."""
    comparison, document = read_model(source.text, source.shown, Comparison)
    named: dict[tuple[str | int, ...], str] = {
        ("expected", n, "measure"): measure_and_part(each.measure)[0] for n, each in enumerate(comparison.expected)
    }
    named |= {("margins", name): name for name in comparison.margins}
    wrong = tuple(
        Problem(document.place(path), f"no measure is called {name!r}{did_you_mean(name, MEASURES)}")
        for path, name in named.items()
        if name not in MEASURES
    )
    if wrong:
        raise Problems(wrong)
    return comparison, document


def comparisons(names: tuple[str, ...], folders: Folders) -> tuple[ComparisonSource, ...]:
    """Those among the names, or all there are."""
    chosen = [name for name in names if folders.is_comparison(name)] if names else folders.comparison_names()
    return tuple(folders.comparison(name) for name in chosen)


def check_comparison(source: ComparisonSource, folders: Folders) -> int:
    """How many labs were planned: every side, at the smallest and the largest size. Raises `Problems`."""
    comparison, document = read_comparison(source)
    numbers = [size for size in sizes_of(comparison) if size is not None]
    ends = tuple(dict.fromkeys((min(numbers), max(numbers)))) if numbers else ()
    plain = tuple(size for size in sizes_of(comparison) if size is None)
    return len(every_side(comparison, document, source, folders, sizes=(*plain, *ends)))


def prepare(names: tuple[str, ...], images: Mapping[str, str], amounts: Overrides, folders: Folders) -> Prepared:
    """Raises UsageError, `Problems` among them."""
    if len(names) == 1 and folders.is_comparison(names[0]):
        source = folders.comparison(names[0])
        comparison, document = read_comparison(source)
        shown, by_side = source.shown, _by_side(images, _components(comparison, source, folders))
    else:
        sides = _side_names(names, images, folders)
        if len(names) > 1:
            by_side = _by_side(images, {side: _known(name, folders) for side, name in sides.items()})
        else:
            by_side = {list(sides)[1]: images}
        comparison, document, source = ad_hoc(sides, folders)
        shown = ""
    comparison = _adjusted(comparison, amounts)
    plans = every_side(comparison, document, source, folders, sizes=sizes_of(comparison), images=by_side)
    return Prepared(source.name, shown, source.text, comparison, plans)


def _side_names(names: tuple[str, ...], images: Mapping[str, str], folders: Folders) -> dict[str, str]:
    """Side -> scenario."""
    for name in names:
        if folders.is_comparison(name):
            raise UsageError(f"{name} is a comparison already", remedy=f"name it alone: lab compare {name}")
    called = [folders.scenario(name).name for name in names]
    if len(names) == 1 and images:
        return {called[0]: names[0], _image_side(images): names[0]}
    if len(names) == 1:
        raise UsageError(
            f"{called[0]} is one scenario, and there is nothing to compare it with",
            remedy=f"name another, or another image: lab compare {called[0]} --image prometheus=REFERENCE",
        )
    if len(names) > _MOST_SIDES:
        raise UsageError(f"{len(names)} scenarios are too many at once", remedy=f"name at most {_MOST_SIDES}")
    # The same one twice is how to see what differs where nothing does.
    return {f"{name}-{n + 1}" if name in called[:n] else name: names[n] for n, name in enumerate(called)}


def _image_side(images: Mapping[str, str]) -> str:
    """`prometheus-v3.14.0` for that component on that image."""
    words = []
    for component, reference in images.items():
        if "/" in component:
            side, _, plain = component.rpartition("/")
            raise UsageError(
                f"--image {component}: one scenario has no side {side!r}", remedy=f"write --image {plain}={reference}"
            )
        tag = reference.rpartition("/")[2].partition("@")[0].partition(":")[2]
        words.append(f"{component}-{tag[:16] or 'other'}")
    return "+".join(words)


def _components(comparison: Comparison, source: ComparisonSource, folders: Folders) -> dict[str, frozenset[str]]:
    """Of each side. What is wrong with its scenario is said when it is planned."""
    known = {}
    for name, side in comparison.sides.items():
        try:
            known[name] = _known(scenario_named(side, source), folders)
        except UsageError:
            known[name] = frozenset()
    return known


def _known(scenario: str, folders: Folders) -> frozenset[str]:
    uses = read_scenario(folders.scenario(scenario)).components
    return frozenset((*uses, *(use.use for use in uses.values() if use.use)))


def _by_side(images: Mapping[str, str], known: Mapping[str, Iterable[str]]) -> Images:
    """`component=REF` means every side that has it, `side/component=REF` that side."""
    wanted: dict[str, dict[str, str]] = {side: {} for side in known}
    for name, reference in images.items():
        side, _, component = name.rpartition("/")
        if side and side not in known:
            raise UsageError(f"--image {name}: no side is called {side!r}{did_you_mean(side, known)}")
        # One that no side has is told by the plan, which also knows what lab adds by itself.
        having = [each for each in known if component in known[each]] or list(known)
        for each in [side] if side else having:
            wanted[each][component] = reference
    return wanted


def _adjusted(comparison: Comparison, amounts: Overrides) -> Comparison:
    steady, faults, sizes = comparison.steady, comparison.faults, comparison.sizes
    for flag, wanted in (("--steady", amounts.steady), ("--faults", amounts.faults)):
        if wanted and comparison.load is None:
            raise UsageError(f"{flag}: this comparison has no load, whose events are counted", remedy="give it 'load'")
    if amounts.steady is not None:
        steady = (steady or Steady()) if amounts.steady else None
    if amounts.faults is not None:
        faults = (faults or Faults()) if amounts.faults else None
    if comparison.load is not None and steady is not None and steady.event in comparison.load.mix:
        raise UsageError(f"--steady: the load sends {steady.event!r} too, so that events cannot be told from it")
    if amounts.repeat is not None and steady is not None:
        steady = steady.model_copy(update={"repetitions": amounts.repeat})
    if amounts.repeat is not None and sizes is not None:
        sizes = sizes.model_copy(update={"repetitions": amounts.repeat})
    if amounts.sizes:
        if sizes is None:
            raise UsageError("--size: this comparison has no sizes", remedy="leave it out, or give it 'sizes'")
        sizes = sizes.model_copy(update={"steps": tuple(sorted(set(amounts.sizes)))})
    if steady is None and faults is None and sizes is None:
        raise UsageError("nothing is left to measure", remedy="leave out --no-steady or --no-faults")
    return comparison.model_copy(update={"steady": steady, "faults": faults, "sizes": sizes})


def record_named(name: str, folders: Folders, runs: Path) -> Path | None:
    """The run.json or comparison.json that a name means; None when it is a scenario or a comparison."""
    if name in folders.scenario_names() or name in folders.comparison_names():
        return None
    for place in (folders.here / name, runs / name):
        if place.suffix == ".json" and place.is_file():
            return place
        for file in ("run.json", "comparison.json"):
            if (place / file).is_file():
                return place / file
    return None
