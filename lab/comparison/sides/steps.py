"""The steps that replace a scenario's own when it is one side of a comparison, built as data and not as text.

The first step waits for the side's label sets, as its scenario does; the second sends the comparison's load. Places in
the result refer to the file that each part comes from, the scenario or the comparison.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.errors import Place
from lab.language.dialect import Dialect
from lab.language.json_values import mapping
from lab.language.patch.data import patch_data
from lab.language.patch.model import Patch
from lab.language.paths import Key, PathError, parse_path
from lab.language.strict_yaml import Document, Path
from lab.plan.files import PlacedPatch

REQUEST_COUNT = "request count"  # the meaning by which events are counted
# The names of the first step and of its wait, which patches of a side may use.
FIRST_STEP, STARTS_AT_ZERO = "before the first request", "every label set starts at 0"
_REPLACED = ("steps", "mutants", "variants")


def with_comparison_steps(
    scenario: Document, comparison: Document, patches: tuple[PlacedPatch, ...], dialect: Dialect | None, side: Path
) -> Document:
    """The scenario's document with the comparison's steps, and without what belongs to its own.

    `patches` are those of the scenario's chosen variant: they may have changed what it waits for.
    """
    data = mapping(scenario.data)
    index, first = _first_wait(patch_data(data, tuple(placed.patch for placed in patches)).get("steps", ()))
    wait = dict(first.get("wait", {}))
    load = mapping(comparison.data).get("load")
    has_counter = dialect is not None and REQUEST_COUNT in dialect.meanings
    if load is not None and has_counter and not any(map(_is_request_count, wait.values())):
        wait[STARTS_AT_ZERO] = {"meaning": REQUEST_COUNT, "every": "== 0"}
    step = {"name": FIRST_STEP, **({"wait": wait} if wait else {})}
    step |= {"within": first["within"]} if "within" in first else {}
    steps: list[Any] = [step]
    if load is not None:
        steps.append({"name": "load", "load": load})

    def places(of_scenario: Mapping[Path, Place], of_comparison: Mapping[Path, Place]) -> dict[Path, Place]:
        result = {path: place for path, place in of_scenario.items() if not path or path[0] not in _REPLACED}
        result |= {("steps",): comparison.place(side), ("steps", 0): comparison.place(side)}
        result |= _move_places(of_scenario, ("steps", index, "wait"), ("steps", 0, "wait"))
        load_places = _move_places(of_comparison, ("load",), ("steps", 1, "load"))
        return result | {("steps", 1): comparison.place(("load",))} | load_places

    return Document(
        scenario.file,
        {**{key: value for key, value in data.items() if key not in _REPLACED}, "steps": steps},
        places(scenario.values, comparison.values),
        places(scenario.keys, comparison.keys),
    )


def _first_wait(steps: Any) -> tuple[int, dict[str, Any]]:
    """The first step that waits for something; an empty one when none does."""
    return next(((index, step) for index, step in enumerate(steps) if step.get("wait")), (0, {}))


def _is_request_count(expectation: Any) -> bool:
    return isinstance(expectation, dict) and expectation.get("meaning") == REQUEST_COUNT


def _move_places(places: Mapping[Path, Place], old: Path, new: Path) -> dict[Path, Place]:
    return {(*new, *path[len(old) :]): place for path, place in places.items() if path[: len(old)] == old}


def applicable_patches(
    patches: tuple[PlacedPatch, ...], later: tuple[PlacedPatch, ...], document: Document
) -> tuple[PlacedPatch, ...]:
    """The patches of the scenario's variant that still apply: without what they change in its steps, and in files that
    were used only there or by components that a `later` patch removes."""
    without_steps = tuple(PlacedPatch(_without_steps(p.patch), p.place, p.scales) for p in patches)
    data = mapping(document.data)
    try:
        data = patch_data(data, tuple(placed.patch for placed in (*without_steps, *later)))
    except PathError:
        return without_steps  # planning reports the error
    used = _files_of(data.get("components", {}))
    return tuple(placed for placed in without_steps if placed.patch.in_ is None or placed.patch.in_ in used)


def _without_steps(patch: Patch) -> Patch:
    if patch.in_ is not None:
        return patch
    return patch.model_copy(
        update={
            "set": {path: value for path, value in patch.set.items() if not _in_steps(path)},
            "add": {path: value for path, value in patch.add.items() if not _in_steps(path)},
            "replace": {path: text for path, text in patch.replace.items() if not _in_steps(path)},
            "remove": tuple(path for path in patch.remove if not _in_steps(path)),
        }
    )


def _in_steps(path: str) -> bool:
    first = parse_path(path)[0]
    return isinstance(first, Key) and first.name in _REPLACED


def _files_of(components: Any) -> set[str]:
    slots = (files for use in components.values() for files in (use or {}).get("files", {}).values())
    return {name for files in slots for name in ([files] if isinstance(files, str) else files)}
