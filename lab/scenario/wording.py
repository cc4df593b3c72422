"""Turns what pydantic found wrong into problems a person can act on, each at its place in the file."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lab.errors import Problem
from lab.scenario.expectations import KINDS, leading_key
from lab.scenario.strict_yaml import Document, Path
from lab.scenario.suggest import did_you_mean

_TYPES = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}


def problems_of(error: ValidationError, document: Document, model: type[BaseModel]) -> tuple[Problem, ...]:
    """Without "too short" for a list whose only fault is that an item of it could not be read."""
    found = error.errors(include_url=False)
    deeper = [details["loc"] for details in found]
    return tuple(
        _problem(details, document, model)
        for details in found
        if not (details["type"] == "too_short" and any(_below(loc, details["loc"]) for loc in deeper))
    )


def _below(loc: tuple[int | str, ...], above: tuple[int | str, ...]) -> bool:
    return len(loc) > len(above) and loc[: len(above)] == above


def _problem(details: ErrorDetails, document: Document, model: type[BaseModel]) -> Problem:
    path, holder, raw = _resolve(details["loc"], document.data, model)
    kind, given = details["type"], details.get("input")
    place = document.place(path)
    match kind:
        case "extra_forbidden":
            known = list(known_keys(holder)) if holder else []
            what = f" in {_subject(holder, raw)}" if holder else ""
            return Problem(place, f"unknown key {str(path[-1])!r}{what}{did_you_mean(str(path[-1]), known)}")
        case "missing":
            what = f"{_subject(holder, raw)} needs " if holder else "needs "
            return Problem(document.place(path[:-1]), f"{what}{str(path[-1])!r}")
        case "union_tag_not_found" | "union_tag_invalid":
            kinds = [kind.kind for kind in KINDS]
            keys = list(given) if isinstance(given, Mapping) else []
            near = next((hint for key in keys if "did you mean" in (hint := did_you_mean(str(key), kinds))), "")
            if near and keys:
                return Problem(document.place((*path, keys[0])), f"unknown kind of expectation {keys[0]!r}{near}")
            return Problem(place, f"not a kind of expectation; begin with one of {', '.join(kinds)}")
        case "literal_error" | "enum":
            options = str((details.get("ctx") or {}).get("expected", ""))
            known = [word.strip("'") for word in options.replace(" or ", ", ").split(", ")]
            return Problem(place, f"{given!r} is not possible here{did_you_mean(str(given), known)}")
        case "value_error":
            return Problem(place, details["msg"].removeprefix("Value error, "))
        case _ if kind in _TYPES:
            return Problem(place, f"{_last_name(path)} must be {_TYPES[kind]}, not {_spell(given)}")
    message = details["msg"]
    return Problem(place, f"{_last_name(path)}: {message[0].lower()}{message[1:]}")


def _spell(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case Mapping():
            return "a mapping"
        case list() | tuple():
            return "a list"
    return repr(value)


def _last_name(path: Path) -> str:
    return repr(str(path[-1])) if path else "the file"


def _subject(model: type[BaseModel], raw: Any) -> str:
    name = model.__name__
    if name.endswith("Expectation"):
        kind = leading_key(raw) or name.removesuffix("Expectation").lower()
        return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind!r} expectation"
    spoken = {"ComponentUse": "a component", "Scenario": "a scenario", "Step": "a step", "Load": "a load"}
    return spoken.get(name, f"a {name.lower()}")


def _resolve(loc: tuple[int | str, ...], data: Any, model: type[BaseModel]) -> tuple[Path, type[BaseModel] | None, Any]:
    """The path in the data, the model that holds its last key, and the raw value of that model."""
    path: list[str | int] = []
    annotation: Any = model
    holder: type[BaseModel] | None = model
    raw = held = data
    for element in loc:
        if element == "[key]":
            continue
        annotation = _unwrapped(annotation)
        chosen = _tagged(annotation, element)
        if chosen is not None:
            annotation = chosen
            holder, held = chosen, raw
            continue
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            holder, held = annotation, raw
        annotation = _inside(annotation, element)
        path.append(element)
        raw = raw[element] if _has(raw, element) else None
    return tuple(path), holder, held


def _has(raw: Any, element: int | str) -> bool:
    return (isinstance(raw, dict) and element in raw) or (
        isinstance(raw, list | tuple) and isinstance(element, int) and element < len(raw)
    )


def _tagged(annotation: Any, element: int | str) -> type[BaseModel] | None:
    """The member of a tagged union that `element` names, when `annotation` is one and `element` is its tag."""
    for member in _members(annotation):
        if isinstance(member, type) and issubclass(member, BaseModel) and getattr(member, "kind", None) == element:
            return member
    return None


def _unwrapped(annotation: Any) -> Any:
    """Without Annotated, and without `| None` where one type is left."""
    while typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    rest = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
    is_union = typing.get_origin(annotation) in (typing.Union, types.UnionType)
    return _unwrapped(rest[0]) if is_union and len(rest) == 1 else annotation


def _members(annotation: Any) -> list[Any]:
    annotation = _unwrapped(annotation)
    args = list(typing.get_args(annotation))
    unpacked = []
    for arg in args:
        while typing.get_origin(arg) is typing.Annotated:
            arg = typing.get_args(arg)[0]
        unpacked.append(arg)
    return unpacked


def _inside(annotation: Any, element: int | str) -> Any:
    """The annotation of what stands at `element` inside a value of `annotation`."""
    annotation = _unwrapped(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if element in (name, field.alias):
                return field.annotation
        return None
    members = [member for member in _members(annotation) if member is not type(None)]
    origin = typing.get_origin(annotation)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return members[-1]
    if origin is tuple:
        return typing.get_args(annotation)[0]
    return members[0] if members else None


def known_keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]
