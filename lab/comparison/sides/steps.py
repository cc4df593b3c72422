"""What is run in place of a scenario's own steps when it is one side of a comparison, built as data and not as text.

First the side's label sets are awaited, as its scenario awaits them; then the comparison's load is sent. Everything in
it has a place: what comes from the scenario in the scenario, what comes from the comparison there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.errors import Place
from lab.language.dialect import Dialect
from lab.language.json_values import mapping
from lab.language.patch.data import patched_data
from lab.language.patch.model import Patch
from lab.language.paths import Key, PathError, parse_path
from lab.language.strict_yaml import Document, Path
from lab.plan.files import PlacedPatch

COUNT = "request count"  # the meaning by which events are found again
BEFORE, STARTS = "before the first request", "every label set starts at 0"  # what patches of a side may name
_REPLACED = ("steps", "mutants", "variants")


def with_own_steps(
    scenario: Document, comparison: Document, patches: tuple[PlacedPatch, ...], dialect: Dialect | None, side: Path
) -> Document:
    """The scenario's document with other steps, and without what belongs to the old ones.

    `patches` are those of the scenario's own form: they may have changed what it awaits.
    """
    data = mapping(scenario.data)
    index, first = _awaiting(patched_data(data, tuple(placed.patch for placed in patches)).get("steps", ()))
    awaited = dict(first.get("wait", {}))
    load = mapping(comparison.data).get("load")
    if load is not None and not any(_counts(each) for each in awaited.values()):
        awaited |= {STARTS: {"meaning": COUNT, "every": "== 0"}} if dialect and COUNT in dialect.meanings else {}
    before = {"name": BEFORE, **({"wait": awaited} if awaited else {})}
    before |= {"within": first["within"]} if "within" in first else {}
    steps: list[Any] = [before]
    if load is not None:
        steps.append({"name": "load", "load": load})

    def placed(old: Mapping[Path, Place], theirs: Mapping[Path, Place]) -> dict[Path, Place]:
        kept = {path: place for path, place in old.items() if not path or path[0] not in _REPLACED}
        kept |= {("steps",): comparison.place(side), ("steps", 0): comparison.place(side)}
        kept |= _moved(old, ("steps", index, "wait"), ("steps", 0, "wait"))
        return kept | {("steps", 1): comparison.place(("load",))} | _moved(theirs, ("load",), ("steps", 1, "load"))

    return Document(
        scenario.file,
        {**{key: value for key, value in data.items() if key not in _REPLACED}, "steps": steps},
        placed(scenario.values, comparison.values),
        placed(scenario.keys, comparison.keys),
    )


def _awaiting(steps: Any) -> tuple[int, dict[str, Any]]:
    """The first step that waits for something; an empty one when none does."""
    return next(((index, step) for index, step in enumerate(steps) if step.get("wait")), (0, {}))


def _counts(expectation: Any) -> bool:
    return isinstance(expectation, dict) and expectation.get("meaning") == COUNT


def _moved(places: Mapping[Path, Place], old: Path, new: Path) -> dict[Path, Place]:
    return {(*new, *path[len(old) :]): place for path, place in places.items() if path[: len(old)] == old}


def for_other_steps(
    patches: tuple[PlacedPatch, ...], later: tuple[PlacedPatch, ...], document: Document
) -> tuple[PlacedPatch, ...]:
    """The patches of the scenario's own form, without what they change in its steps and in files that only those, or
    components that a `later` patch takes out, made use of."""
    kept = tuple(PlacedPatch(_beside_steps(each.patch), each.place, each.scales) for each in patches)
    data = mapping(document.data)
    try:
        data = patched_data(data, tuple(placed.patch for placed in (*kept, *later)))
    except PathError:
        return kept  # said where the plan is made
    used = _files_of(data.get("components", {}))
    return tuple(each for each in kept if each.patch.in_ is None or each.patch.in_ in used)


def _beside_steps(patch: Patch) -> Patch:
    if patch.in_ is not None:
        return patch
    return patch.model_copy(
        update={
            "set": {path: value for path, value in patch.set.items() if not _in_steps(path)},
            "replace": {path: words for path, words in patch.replace.items() if not _in_steps(path)},
            "remove": tuple(path for path in patch.remove if not _in_steps(path)),
        }
    )


def _in_steps(path: str) -> bool:
    first = parse_path(path)[0]
    return isinstance(first, Key) and first.name in _REPLACED


def _files_of(components: Any) -> set[str]:
    given = (file for use in components.values() for file in (use or {}).get("files", {}).values())
    return {name for each in given for name in ([each] if isinstance(each, str) else each)}
