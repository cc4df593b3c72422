"""Turns pydantic's errors into problems with clear messages, each at its place in the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lab.errors import MAX_PROBLEMS, Problem
from lab.expectations import KINDS, leading_key
from lab.language.json_values import shape
from lab.language.one_line import shortened
from lab.language.quantities import format_duration
from lab.language.strict_model import Strict
from lab.language.strict_yaml import Document, Path
from lab.language.suggestions import did_you_mean, suggestion
from lab.scenario.model_paths import ModelLocation, choices, keys_of, locate

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
_FIXES = {"text": "; put it in quotes", "a mapping": "; write {} for an empty one", "a list": "; write [] for none"}
_BOUNDS = {
    "greater_than": "more than",
    "greater_than_equal": "at least",
    "less_than": "less than",
    "less_than_equal": "at most",
}


def problems_of(error: ValidationError, document: Document, model: type[BaseModel]) -> tuple[Problem, ...]:
    """Without "too short" for a list that is only short because items of it are invalid."""
    errors = error.errors(include_url=False)[:MAX_PROBLEMS]
    locs = [details["loc"] for details in errors]
    problems = (
        _problem(details, document, model)
        for details in errors
        if not (details["type"] == "too_short" and any(_is_below(loc, details["loc"]) for loc in locs))
    )
    return tuple(problem for problem in problems if problem is not None)


def _is_below(loc: tuple[int | str, ...], above: tuple[int | str, ...]) -> bool:
    return len(loc) > len(above) and loc[: len(above)] == above


def _problem(details: ErrorDetails, document: Document, model: type[BaseModel]) -> Problem | None:
    """None when another problem of the same file covers it."""
    location = locate(details["loc"], document.data, model)
    kind, value, context = details["type"], details.get("input"), details.get("ctx") or {}
    path, name = location.path, _name(location.path)
    place = document.place(path)
    match kind:
        case "extra_forbidden":
            return Problem(place, _unknown_key(str(path[-1]), location))
        case "missing" if isinstance(path[-1], int):
            return Problem(place, f"{_name(path[:-1])} must have {path[-1] + 1} items")
        case "missing":
            if str(path[-1]) in _intended_keys(location):
                return None
            return Problem(document.place(path[:-1]), f"missing key {str(path[-1])!r} in {_subject(location)}")
        case "union_tag_not_found" | "union_tag_invalid":
            return _unknown_kind(value, path, document)
        case "literal_error" | "enum":
            known = choices(location.annotation)
            hint = did_you_mean(str(value), known) or f"; known: {', '.join(known)}"
            return Problem(place, f"{shortened(value)!r} is not a valid value for {name}{hint}")
        case "value_error":
            return Problem(place, str(context["error"]))
        case _ if kind in _TYPES and location.union:
            # pydantic reports an error for each member of the union: only the first is used, unless an item is wrong.
            if details["loc"][-1] != location.union[0] or (kind == "string_type" and isinstance(value, list | tuple)):
                return None
            types = " or ".join("text" if member == "str" else "a list" for member in location.union)
            return Problem(place, f"{name} must be {types}, not {_value(value)}")
        case _ if kind in _TYPES:
            fix = _FIXES.get(_TYPES[kind], "") if value is None or isinstance(value, bool | int | float) else ""
            return Problem(place, f"{name} must be {_TYPES[kind]}, not {_value(value)}{fix}")
        case _ if kind in _BOUNDS:
            data = location.holder_data
            written = data.get(path[-1]) if isinstance(data, Mapping) else value
            bound = next(iter(context.values()))
            limit = format_duration(bound) if isinstance(written, str) else f"{bound:g}"
            return Problem(place, f"{name} must be {_BOUNDS[kind]} {limit}, not {shortened(written)}")
        case "too_short" if context.get("min_length") == 1:
            return Problem(place, f"{name} must not be empty")
        case "too_short":
            return Problem(place, f"{name} must have at least {context.get('min_length')} items")
        case "too_long":
            return Problem(place, f"{name} must have at most {context.get('max_length')} items")
    message = details["msg"]
    return Problem(place, f"{name}: {message[0].lower()}{message[1:]}")


def _unknown_key(key: str, location: ModelLocation) -> str:
    renamed = _renamed(location.holder).get(key)
    if renamed:
        return f"{key!r} was renamed to {renamed!r}"
    return f"unknown key {shortened(key)!r} in {_subject(location)}{did_you_mean(key, keys_of(location.holder))}"


def _intended_keys(location: ModelLocation) -> set[str | None]:
    """The keys that unknown keys of the same mapping were probably meant to be; their own messages suggest them."""
    if not isinstance(location.holder_data, Mapping):
        return set()
    known, renamed = keys_of(location.holder), _renamed(location.holder)
    unknown = [str(key) for key in location.holder_data if key not in known]
    return {renamed.get(key) or suggestion(key, known).nearest for key in unknown}


def _renamed(model: type[BaseModel]) -> Mapping[str, str]:
    return model.renamed if issubclass(model, Strict) else {}


def _unknown_kind(value: Any, path: Path, document: Document) -> Problem:
    kinds = [kind.kind for kind in KINDS]
    keys = [str(key) for key in value] if isinstance(value, Mapping) else []
    if keys and any(suggestion(key, kinds).nearest for key in keys):
        key = next(key for key in keys if suggestion(key, kinds).nearest)
        return Problem(
            document.place((*path, key)), f"unknown kind of expectation {shortened(key)!r}{did_you_mean(key, kinds)}"
        )
    return Problem(document.place(path), f"unknown kind of expectation; it needs one of the keys {', '.join(kinds)}")


def _value(value: Any) -> str:
    return shape(value) or repr(shortened(value))


def _name(path: Path) -> str:
    """The value at a path in messages: its key, or which item of a list it is."""
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {_name(path[:-1])}"
    return repr(shortened(path[-1]))


def _subject(location: ModelLocation) -> str:
    """The model with a key in messages: the key it is the value of, or its kind."""
    name = location.holder.__name__
    if name.endswith("Expectation"):
        kind = leading_key(location.holder_data) or name.removesuffix("Expectation").lower()
        return f"{_article(kind)} {kind!r} expectation"
    if location.holder_field is not None:
        return repr(location.holder_field)
    own = location.holder.noun if issubclass(location.holder, Strict) else ""
    noun = own or " ".join(re.findall("[A-Z][a-z0-9]*", name)).lower()
    return f"{_article(noun)} {noun}"


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"
