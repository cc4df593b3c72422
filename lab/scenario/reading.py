"""Reads the text of a file into a model, or reports all of its problems."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from lab.errors import Place, Problem, Problems
from lab.language.one_line import control_character
from lab.language.patch.data import change_data
from lab.language.patch.model import Patch
from lab.language.paths import Item, Key, MissingError, PathError, format_path, parse_path
from lab.language.strict_yaml import Document, Path, read
from lab.scenario.model import Scenario
from lab.scenario.model_paths import renamed_key
from lab.scenario.other_files import other_file
from lab.scenario.validation_errors import problems_of

MAX_WORK = 40_000  # variants and mutants times values: each of them is planned, which takes seconds at most

Model = TypeVar("Model", bound=BaseModel)


def read_model(text: str, file: str, model: type[Model]) -> tuple[Model, Document]:
    """The model of a file, and the places of its values. `file` is the path in messages. Raises `Problems`."""
    document = read(text, file)
    if problems := tuple(_control_characters(document.data, (), document)):
        raise Problems(problems)
    return validate(document.data, document, model), document


def _control_characters(data: Any, path: Path, document: Document) -> Iterator[Problem]:
    """Texts and keys with characters that would reach a terminal, a table or compose.yaml and are no text there."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        for text in (key, value):
            if isinstance(text, str) and (code := control_character(text)):
                yield Problem(document.place((*path, key)), f"the character {code} is not text; remove it")
        if isinstance(value, dict | list):
            yield from _control_characters(value, (*path, key), document)


def validate(data: Any, document: Document, model: type[Model]) -> Model:
    if not isinstance(data, dict):
        content = "is empty" if data is None else "is a list" if isinstance(data, list) else "is a single value"
        message = f"the file must be a mapping of keys to values, but it {content}"
        raise Problems((Problem(document.place(()), message),))
    if model is Scenario and (other := other_file(data)):
        raise Problems((Problem(document.place(()), other),))
    try:
        return model.model_validate(_with_tuples(data))
    except ValidationError as error:
        raise Problems(problems_of(error, document, model)) from None


def load(text: str, file: str) -> tuple[Scenario, Document]:
    """The scenario of a file, and the places of its values. Raises `Problems`."""
    scenario, document = read_model(text, file, Scenario)
    forms = 1 + sum(map(len, scenario.variants.values())) + len(scenario.mutants)
    if forms * len(document.values) > MAX_WORK:
        message = (
            f"{forms} variants and mutants of {len(document.values):,} values each are too many for one file; "
            "move some to another scenario"
        )
        raise Problems((Problem(document.place(("mutants",)), message),))
    return scenario, document


def with_patches(document: Document, patches: tuple[tuple[Patch, Place], ...]) -> Scenario:
    """The scenario with patches to itself applied; those to its files are applied when it is planned.

    Each patch comes with the place where its problems are reported. Raises `Problems`.
    """
    data = copy.deepcopy(document.data) if isinstance(document.data, dict) else {}
    problems = []
    for patch, place in patches:
        if refused := _changes_of_patches(patch, place):
            problems += refused
            continue
        try:
            change_data(data, (patch,))
        except PathError as error:
            problems.append(Problem(place, _renamed_message(error) or str(error)))
    if problems:
        raise Problems(tuple(problems))
    try:
        return validate(data, document, Scenario)
    except Problems:
        raise _problems_of_first_wrong(patches, document) from None


def _changes_of_patches(patch: Patch, place: Place) -> list[Problem]:
    """A patch to other patches would change nothing: they have been applied by then, or belong to another run."""
    paths = {path: parse_path(path)[0] for path in (*patch.set, *patch.add, *patch.replace, *patch.remove)}
    return [
        Problem(place, f"{path}: a patch cannot change other patches; change the value that they change")
        for path, first in paths.items()
        if isinstance(first, Key) and first.name in ("scale", "variants", "mutants")
    ]


def _renamed_message(error: PathError) -> str | None:
    """The message for a path of an earlier version of lab, `steps[x].disturb`, with the name of the key today."""
    if not isinstance(error, MissingError):
        return None
    path = [0 if isinstance(segment, Item) else segment.name for segment in error.parent]
    new = renamed_key(Scenario, path, error.segment.name)
    return new and f"{format_path((*error.parent, error.segment))}: {error.segment.name!r} was renamed to {new!r}"


def _problems_of_first_wrong(patches: tuple[tuple[Patch, Place], ...], document: Document) -> Problems:
    """The problems after the first patch that makes the scenario wrong, at the place of that patch; after all of them,
    at the last, where looking for the first would take long."""
    data = copy.deepcopy(document.data) if isinstance(document.data, dict) else {}
    few = len(patches) * len(document.values) <= MAX_WORK
    for number, (patch, place) in enumerate(patches, 1):
        change_data(data, (patch,))
        if not few and number < len(patches):
            continue
        try:
            validate(data, document, Scenario)
        except Problems as problems:
            return Problems(tuple(Problem(place, f"after this patch: {p.message}") for p in problems.problems))
    raise AssertionError("some patch made the scenario wrong")


def _with_tuples(value: Any) -> Any:
    """Lists become tuples, because models are immutable."""
    match value:
        case dict():
            return {key: _with_tuples(item) for key, item in value.items()}
        case list():
            return tuple(_with_tuples(item) for item in value)
    return value
