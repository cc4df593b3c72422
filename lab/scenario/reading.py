"""From the text of a file to a model, or to all of its problems at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from lab.errors import Place, Problem, Problems
from lab.language.patch.data import patched_data
from lab.language.patch.model import Patch
from lab.language.paths import PathError
from lab.language.strict_yaml import Document, read
from lab.scenario.model import Scenario
from lab.scenario.validation_errors import problems_of

Model = TypeVar("Model", bound=BaseModel)


def read_model(text: str, file: str, model: type[Model]) -> tuple[Model, Document]:
    """Raises `Problems`."""
    document = read(text, file)
    return validated(document.data, document, model), document


def validated(data: Any, document: Document, model: type[Model]) -> Model:
    if not isinstance(data, dict):
        found = "nothing" if data is None else "a list" if isinstance(data, list) else "one value"
        raise Problems((Problem(document.place(()), f"the file must be a mapping of keys to values, not {found}"),))
    try:
        return model.model_validate(_frozen(data))
    except ValidationError as error:
        raise Problems(problems_of(error, document, model)) from None


def load(text: str, file: str) -> tuple[Scenario, Document]:
    """The scenario of a file, and where everything in it stands. Raises `Problems`."""
    return read_model(text, file, Scenario)


def with_patches(document: Document, patches: tuple[tuple[Patch, Place], ...]) -> Scenario:
    """The scenario with patches to itself applied; those to its files are applied when it is planned.

    Each patch comes with its place: a path that leads nowhere is reported there. Raises `Problems`.
    """
    states = [document.data if isinstance(document.data, dict) else {}]
    problems = []
    for patch, place in patches:
        try:
            states.append(patched_data(states[-1], (patch,)))
        except PathError as error:
            problems.append(Problem(place, str(error)))
    if problems:
        raise Problems(tuple(problems))
    try:
        return validated(states[-1], document, Scenario)
    except Problems:
        raise _blamed(states[1:], patches, document) from None


def _blamed(states: Sequence[Any], patches: tuple[tuple[Patch, Place], ...], document: Document) -> Problems:
    """What a patch put in has no place of its own in the file; the first patch that leaves a wrong scenario does."""
    for state, (_, place) in zip(states, patches, strict=True):
        try:
            validated(state, document, Scenario)
        except Problems as problems:
            return Problems(tuple(Problem(place, f"after this patch: {p.message}") for p in problems.problems))
    raise AssertionError("some patch made the scenario wrong")


def _frozen(value: Any) -> Any:
    """Lists become tuples: frozen models hold nothing that can change."""
    match value:
        case dict():
            return {key: _frozen(item) for key, item in value.items()}
        case list():
            return tuple(_frozen(item) for item in value)
    return value
