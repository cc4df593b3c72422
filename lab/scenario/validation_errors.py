"""Turns what pydantic found wrong into problems a person can act on, each at its place in the file."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lab.errors import Problem
from lab.expectations import KINDS, leading_key
from lab.language.quantities import spell_duration
from lab.language.strict_yaml import Document, Path
from lab.language.suggestions import did_you_mean

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


_TODO = {
    "string_type": "; put it in quotes",
    "dict_type": "; write {} when there is nothing to say",
    "mapping_type": "; write {} when there is nothing to say",
    "model_type": "; write {} when there is nothing to say",
    "model_attributes_type": "; write {} when there is nothing to say",
    "tuple_type": "; write [] for none",
}
_BOUNDS = {
    "greater_than": "more than",
    "greater_than_equal": "at least",
    "less_than": "less than",
    "less_than_equal": "at most",
}
_SPOKEN = {
    "ComponentUse": "a component",
    "Expected": "an expected difference",
    "Faults": "'faults'",
    "FileSlot": "a file that a component takes",
    "ImageSource": "an image",
    "LabelCondition": "a condition on labels",
    "MixEntry": "a request of a mix",
    "Production": "'production'",
    "Sizes": "'sizes'",
    "Steady": "'steady'",
    "WireProof": "a proof",
}


def problems_of(error: ValidationError, document: Document, model: type[BaseModel]) -> tuple[Problem, ...]:
    """Without "too short" for a list whose only fault is that an item of it could not be read."""
    found = error.errors(include_url=False)
    deeper = [details["loc"] for details in found]
    problems = (
        _problem(details, document, model)
        for details in found
        if not (details["type"] == "too_short" and any(_below(loc, details["loc"]) for loc in deeper))
    )
    return tuple(problem for problem in problems if problem is not None)


def _below(loc: tuple[int | str, ...], above: tuple[int | str, ...]) -> bool:
    return len(loc) > len(above) and loc[: len(above)] == above


def _problem(details: ErrorDetails, document: Document, model: type[BaseModel]) -> Problem | None:
    """None when another problem of the same file says it already."""
    path, holder, raw, either = _resolve(details["loc"], document.data, model)
    kind, given = details["type"], details.get("input")
    place = document.place(path)
    match kind:
        case "extra_forbidden":
            known = list(known_keys(holder)) if holder else []
            what = f" in {_subject(holder, raw)}" if holder else ""
            return Problem(place, f"unknown key {str(path[-1])!r}{what}{did_you_mean(str(path[-1]), known)}")
        case "missing":
            if holder and any(f"mean {str(path[-1])!r}" in hint for hint in _hints(raw, known_keys(holder))):
                return None
            if isinstance(path[-1], int):
                return Problem(place, f"{_last_name(path[:-1])} needs {path[-1] + 1} items")
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
            hint = did_you_mean(str(given), known) or f"; known: {', '.join(known)}"
            return Problem(place, f"{given!r} is not possible here{hint}")
        case "value_error":
            return Problem(place, details["msg"].removeprefix("Value error, "))
        case _ if kind in _TYPES and either:
            if details["loc"][-1] != either[0] or (kind == "string_type" and isinstance(given, list | tuple)):
                return None
            words = " or ".join("text" if label == "str" else "a list" for label in either)
            return Problem(place, f"{_last_name(path)} must be {words}, not {_spell(given)}")
        case _ if kind in _TYPES:
            todo = _TODO.get(kind, "") if isinstance(given, bool | int | float) or given is None else ""
            return Problem(place, f"{_last_name(path)} must be {_TYPES[kind]}, not {_spell(given)}{todo}")
        case _ if kind in _BOUNDS:
            bound = next(iter((details.get("ctx") or {}).values()))
            written = raw.get(path[-1]) if isinstance(raw, Mapping) else given
            spelled = spell_duration(bound) if isinstance(written, str) else f"{bound:g}"
            return Problem(place, f"{_last_name(path)} must be {_BOUNDS[kind]} {spelled}, not {written}")
        case "too_short" | "too_long":
            least, most = ((details.get("ctx") or {}).get(key) for key in ("min_length", "max_length"))
            said = f"may have at most {most}" if kind == "too_long" else f"needs at least {least}"
            return Problem(place, f"{_last_name(path)} {'must not be empty' if least == 1 else said}")
    message = details["msg"]
    return Problem(place, f"{_last_name(path)}: {message[0].lower()}{message[1:]}")


def _hints(raw: Any, known: list[str]) -> list[str]:
    """What is said of the unknown keys of a mapping."""
    return [did_you_mean(str(key), known) for key in raw if key not in known] if isinstance(raw, Mapping) else []


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
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {_last_name(path[:-1])}"
    return repr(path[-1])


def _subject(model: type[BaseModel], raw: Any) -> str:
    name = model.__name__
    if name.endswith("Expectation"):
        kind = leading_key(raw) or name.removesuffix("Expectation").lower()
        return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind!r} expectation"
    return _SPOKEN.get(name, f"a {name.lower()}")


def _resolve(
    loc: tuple[int | str, ...], data: Any, model: type[BaseModel]
) -> tuple[Path, type[BaseModel] | None, Any, tuple[str, ...]]:
    """The path in the data, the model that holds its last key, and the raw value of that model.

    Last, the names of the types that the value may have, when `loc` ends with one of them.
    """
    path: list[str | int] = []
    annotation: Any = model
    holder: type[BaseModel] | None = model
    raw = held = data
    either: tuple[str, ...] = ()
    for element in loc:
        either = ()
        if element == "[key]":
            continue
        annotation = _unwrapped(annotation)
        chosen = _tagged(annotation, element)
        if chosen is not None:
            annotation = chosen
            holder, held = chosen, raw
            continue
        if types_of := _either(annotation):
            either, annotation = tuple(types_of), types_of.get(str(element))
            continue
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            holder, held = annotation, raw
        annotation = _inside(annotation, element)
        path.append(element)
        raw = raw[element] if _has(raw, element) else None
    return tuple(path), holder, held, either


def _either(annotation: Any) -> dict[str, Any]:
    """The members of a union of plain types, by the names that pydantic gives them; empty for anything else."""
    if typing.get_origin(annotation) not in (typing.Union, types.UnionType):
        return {}
    members = [member for member in _members(annotation) if member is not type(None)]
    if any(isinstance(member, type) and issubclass(member, BaseModel) for member in members):
        return {}
    return {"str" if member is str else str(member): member for member in members}


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
