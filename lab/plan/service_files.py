"""The files of a service, with their paths in the rendered tree and in its container."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

from lab.errors import Place, Problems
from lab.language.suggestions import did_you_mean
from lab.plan.backfill import openmetrics_of
from lab.plan.files import FileTexts
from lab.plan.model import PlacedFile
from lab.plan.templates import TEMPLATE
from lab.scenario.model import ComponentUse
from lab.stack.model import ComponentSource, FileSlot


def service_files(
    name: str, use: ComponentUse, source: ComponentSource, texts: FileTexts, place: Callable[..., Place]
) -> tuple[PlacedFile, ...]:
    """The files of the scenario, and the component's own for slots without one. Reports problems to `texts`."""
    files: list[PlacedFile] = []
    for slot_name, slot in source.component.files.items():
        for index, file in enumerate(names_in_slot(use, slot_name)):
            file_plan = _file_of_scenario(name, slot, file, texts, place("files", slot_name, index))
            if file_plan is not None:
                _check_unique(file_plan, slot, files, texts, place("files", slot_name, index))
                files.append(file_plan)
        if slot_name not in use.files and slot_name in source.defaults:
            default = slot.default or ""
            files.append(_plan_file(name, slot, default, source.defaults[slot_name], f"{source.folder}/{default}"))
    _check_slots(use, source, texts, place)
    return tuple(files)


def names_in_slot(use: ComponentUse, slot: str) -> tuple[str, ...]:
    """The files that a scenario gives for a slot."""
    files = use.files.get(slot, ())
    return (files,) if isinstance(files, str) else files


def rendered_path(service: str, file: str) -> str:
    """The path in the rendered tree, also for a file that scenarios share (`../rules/node.yml`)."""
    parts = PurePosixPath(file.removesuffix(TEMPLATE)).parts
    return "/".join((service, *(part for part in parts if part not in ("..", "/"))))


def _file_of_scenario(service: str, slot: FileSlot, file: str, texts: FileTexts, place: Place) -> PlacedFile | None:
    text = texts.text(file, place)
    if text is None:
        return None
    try:
        return _plan_file(service, slot, file, text, texts.display_path(file))
    except Problems as error:
        texts.problems.extend(error.problems)
        return None


def _plan_file(service: str, slot: FileSlot, file: str, text: str, source_path: str) -> PlacedFile:
    path = rendered_path(service, file)
    target = f"{slot.to.rstrip('/')}/{Path(path).name}" if slot.many else slot.to
    return PlacedFile(path, target, openmetrics_of(text, source_path) if slot.backfill else text, source_path)


def _check_unique(file: PlacedFile, slot: FileSlot, others: list[PlacedFile], texts: FileTexts, place: Place) -> None:
    if slot.many and any(file.target == other.target for other in others):
        texts.problems.wrong(place, f"there is already a file for {file.target}; rename one of them")
    elif any(file.path == other.path and file.source != other.source for other in others):
        texts.problems.wrong(place, f"there is already a file rendered to {file.path}; rename one of them")


def _check_slots(use: ComponentUse, source: ComponentSource, texts: FileTexts, place: Callable[..., Place]) -> None:
    slots = source.component.files
    for name in use.files:
        if name not in slots:
            message = f"{source.name!r} has no file slot {name!r}{did_you_mean(name, slots)}"
            texts.problems.wrong(place("files", name), message)
        elif len(names_in_slot(use, name)) > 1 and not slots[name].many:
            texts.problems.wrong(place("files", name), f"{source.name!r} takes only one file as {name!r}")
