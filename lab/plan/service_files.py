"""The files of a service, with their paths in the rendered tree and in its container.

A scenario gives files for the slots of the component, each one file or several, with patterns and folders among them
(`rules/*.yml`, `dashboards/`), or for a path in the container (`/etc/prometheus/web.yml: web.yml`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from lab.configs.rule_files import as_rule_file
from lab.errors import Place, Problems
from lab.language.suggestions import did_you_mean
from lab.plan.backfill import openmetrics_of, split_test_name
from lab.plan.files import FileTexts
from lab.plan.model import PlacedFile
from lab.plan.templates import TEMPLATE
from lab.scenario.component_use import ComponentUse
from lab.stack.model import Component, ComponentSource, FileSlot
from lab.stack.scenario_files import fixed_part, is_pattern


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that a scenario gives. `below`: its path from the folder that the scenario names, or only its name."""

    name: str
    below: str
    place: Place


def service_files(
    name: str, use: ComponentUse, source: ComponentSource, texts: FileTexts, place: Callable[..., Place]
) -> tuple[PlacedFile, ...]:
    """The files of the scenario, and the component's own for slots without one. Reports problems to `texts`."""
    files: list[PlacedFile] = []
    slots = {**source.component.files, **{path: _slot_at(path, use) for path in use.files if path.startswith("/")}}
    for slot_name, slot in slots.items():
        given = _files_of_slot(use, slot_name, slot, texts, place)
        targets = _targets(slot, given)
        for file, target in zip(given, targets, strict=True):
            file_plan = _file_of_scenario(name, slot_name, slot, file, target, texts)
            if file_plan is not None:
                _check_unique(file_plan, files, texts, file.place)
                files.append(file_plan)
        if slot_name not in use.files and slot_name in source.defaults:
            path = rendered_path(name, slot.default or "")
            origin = f"{source.folder}/{slot.default}"
            target = f"{slot.to.rstrip('/')}/{slot.default}" if slot.many else slot.to
            files.append(PlacedFile(path, target, source.defaults[slot_name], origin, slot_name))
    _check_slots(use, source, texts, place)
    return tuple(_with_rule_folders(file, files) for file in files)


def _with_rule_folders(file: PlacedFile, files: list[PlacedFile]) -> PlacedFile:
    """The component's own prometheus.yml, which names the folders of rules: a pattern of Prometheus has one '*'."""
    line = "  - rules/*.*\n"
    if file.slot != "config" or file.place is not None or line not in file.text:
        return file
    folder = f"{PurePosixPath(file.target).parent}/"
    rules = [PurePosixPath(rule.target.removeprefix(folder)).parent for rule in files if rule.slot == "rules"]
    below = dict.fromkeys(str(path) for path in rules if len(path.parts) > 1)
    return replace(file, text=file.text.replace(line, line + "".join(f"  - {path}/*.*\n" for path in below)))


def further_flags(files: tuple[PlacedFile, ...], component: Component) -> Iterator[str]:
    """The flags that name the second file of a slot and those after it, in their order."""
    for name, slot in component.files.items():
        for file in [file for file in files if file.slot == name][1:] if slot.further else ():
            yield from (slot.further or "", file.target)


def names_in_slot(use: ComponentUse, slot: str) -> tuple[str, ...]:
    """What a scenario gives for a slot: files, patterns and folders."""
    files = use.files.get(slot, ())
    return (files,) if isinstance(files, str) else files


def rendered_path(service: str, file: str) -> str:
    """The path in the rendered tree, also for a file that scenarios share (`../rules/node.yml`)."""
    return "/".join((service, *_parts(file)))


def _slot_at(path: str, use: ComponentUse) -> FileSlot:
    """A slot for files that are given by their path in the container: a folder when it ends with '/'."""
    names = names_in_slot(use, path)
    return FileSlot(to=path, many=path.endswith("/") or len(names) > 1 or any(map(is_pattern, names)))


def _files_of_slot(
    use: ComponentUse, slot_name: str, slot: FileSlot, texts: FileTexts, place: Callable[..., Place]
) -> list[GivenFile]:
    """The files that a slot gets, patterns and folders expanded."""
    given = []
    for index, name in enumerate(names_in_slot(use, slot_name)):
        at = place("files", slot_name, index)
        if not is_pattern(name) and not texts.is_folder(name):
            given.append(GivenFile(name, PurePosixPath(name.removesuffix(TEMPLATE)).name, at))
            continue
        folder = name if is_pattern(name) else f"{name}/"
        found = texts.matching(folder, at)
        if folder.endswith("/") and slot.endings:
            found = tuple(file for file in found if file.removesuffix(TEMPLATE).endswith(slot.endings))
        start = fixed_part(folder)
        given += [GivenFile(file, file.removesuffix(TEMPLATE).removeprefix(start), at) for file in found]
        if not found and not texts.problems.is_broken("file"):
            texts.problems.wrong(at, f"no file matches {name!r}")
            texts.problems.mark_broken("file", name)
    return given


def _targets(slot: FileSlot, files: list[GivenFile]) -> Iterator[str]:
    """The path of each file in the container. Files of one name from several folders lie below their folders."""
    folder = PurePosixPath(slot.to) if slot.many else PurePosixPath(slot.to).parent
    for position, file in enumerate(files):
        same = [_parts(other.name) for other in files if other.below == file.below]
        shared = next((n for n, parts in enumerate(zip(*same, strict=False)) if len(set(parts)) > 1), 0)
        below = "/".join(_parts(file.name)[shared:]) if len(set(map(tuple, same))) > 1 else file.below
        first_of_one = not slot.many and position == 0
        yield slot.to if first_of_one else str(folder / below)


def _parts(file: str) -> list[str]:
    return [part for part in PurePosixPath(file.removesuffix(TEMPLATE)).parts if part not in ("..", "/")]


def _file_of_scenario(
    service: str, slot_name: str, slot: FileSlot, file: GivenFile, target: str, texts: FileTexts
) -> PlacedFile | None:
    name, test = split_test_name(file.name) if slot.backfill else (file.name, "")
    text = texts.text(name, file.place)
    if text is None:
        return None
    source = texts.display_path(name)
    try:
        if slot.backfill:
            text = openmetrics_of(text, source, test)
        elif slot_name == "rules":
            text = as_rule_file(text, source)
    except Problems as error:
        texts.problems.extend(error.problems)
        return None
    return PlacedFile(
        rendered_path(service, name), target, text, source, "" if slot_name.startswith("/") else slot_name, file.place
    )


def _check_unique(file: PlacedFile, others: list[PlacedFile], texts: FileTexts, place: Place) -> None:
    if any(file.target == other.target for other in others):
        texts.problems.wrong(place, f"there is already a file for {file.target}; rename one of them")
    elif any(file.path == other.path and file.source != other.source for other in others):
        texts.problems.wrong(place, f"there is already a file rendered to {file.path}; rename one of them")


def _check_slots(use: ComponentUse, source: ComponentSource, texts: FileTexts, place: Callable[..., Place]) -> None:
    slots = source.component.files
    for name in use.files:
        if name.startswith("/"):
            if ".." in name.split("/") or ":" in name:
                texts.problems.wrong(place("files", name), f"{name!r} is not a path in a container")
        elif name not in slots:
            hint = did_you_mean(name, slots) if slots else ""
            message = f"{source.name!r} has no file slot {name!r}{hint}"
            how = "; a key that begins with '/' is a path in the container"
            texts.problems.wrong(place("files", name), message + ("" if slots else how))
        elif len(names_in_slot(use, name)) > 1 and not slots[name].many and not slots[name].further:
            texts.problems.wrong(place("files", name), f"{source.name!r} takes only one file as {name!r}")
