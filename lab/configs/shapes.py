"""What a configuration file may contain: keys, lists and kinds of values; and what does not fit, with its place.

Programs written in Go decode YAML into fixed structures and refuse keys that they do not know. A shape says as much of
such a structure as is certain. `Anything` is what is left to the program itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from lab.errors import Problem
from lab.language import re2
from lab.language.strict_yaml import Document, Path, Value
from lab.language.suggestions import did_you_mean, suggestion

_DURATION = re.compile(r"0|(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?")
_BOOLEANS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n"})
_INTEGER = re.compile(r"[-+]?(0x[0-9a-fA-F_]+|0o?[0-7_]+|0b[01_]+|[0-9][0-9_]*)")


@dataclass(frozen=True, slots=True)
class Anything:
    """Not judged."""


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar. With `allowed`, one of these (compared without case)."""

    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duration:
    """A duration in Prometheus' notation, its units in falling order."""


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression of Go."""


@dataclass(frozen=True, slots=True)
class Boolean:
    pass


@dataclass(frozen=True, slots=True)
class Integer:
    pass


@dataclass(frozen=True, slots=True)
class ListOf:
    item: Shape


@dataclass(frozen=True, slots=True)
class MapOf:
    """Any keys, with values of one shape."""

    value: Shape


@dataclass(frozen=True, slots=True)
class Keys:
    """A mapping with known keys. `name`: what messages call it, with its article."""

    name: str
    known: Mapping[str, Shape]
    required: tuple[str, ...] = ()
    removed: Mapping[str, str] = field(default_factory=dict)  # key -> what to do instead


Shape: TypeAlias = Anything | Text | Duration | Regex | Boolean | Integer | ListOf | MapOf | Keys

ANY = Anything()
TEXT = Text()
DURATION = Duration()
REGEX = Regex()
BOOLEAN = Boolean()
INTEGER = Integer()
TEXTS = ListOf(TEXT)
TEXT_MAP = MapOf(TEXT)


def keys(text: str, shape: Shape = TEXT) -> dict[str, Shape]:
    """The words of a text as keys of one shape."""
    return dict.fromkeys(text.split(), shape)


def mismatches(document: Document, path: Path, shape: Shape, program: str) -> Iterator[Problem]:
    """What in the value at `path` is not as `program` takes it. Nothing (`key:`) is the zero value everywhere."""
    yield from _mismatches(document, _at(document.data, path), path, shape, program)


def _mismatches(document: Document, value: Value, path: Path, shape: Shape, program: str) -> Iterator[Problem]:
    def problem(message: str, at: Path = path) -> Problem:
        return Problem(document.place(at), message)

    match shape:
        case _ if value is None and not isinstance(shape, Keys):
            return
        case Keys():
            if not isinstance(value, dict | None):
                yield problem(f"{shape.name} is a mapping of keys to values, not {_kind(value)}")
                return
            yield from _wrong_keys(document, value or {}, path, shape, program)
        case ListOf(item):
            if not isinstance(value, list):
                yield problem(f"{_name(path)} is a list, not {_kind(value)}; begin each of its entries with '- '")
                return
            for index, entry in enumerate(value):
                yield from _mismatches(document, entry, (*path, index), item, program)
        case MapOf(item):
            if not isinstance(value, dict):
                yield problem(f"{_name(path)} is a mapping of keys to values, not {_kind(value)}")
                return
            for key, entry in value.items():
                yield from _mismatches(document, entry, (*path, key), item, program)
        case Anything():
            return
        case _ if not isinstance(value, str):
            yield problem(f"{_name(path)} is a single value, not {_kind(value)}")
        case Duration() if not (value and _DURATION.fullmatch(value)):
            yield problem(f"{value!r} is not a duration of {program}; write for example 30s, 5m or 1h30m")
        case Regex() if lack := re2.lacks(value):
            yield problem(f"{program} cannot compile '{value}': RE2 has {lack}")
        case Boolean() if value.lower() not in _BOOLEANS:
            yield problem(f"{_name(path)} is true or false, not {value!r}")
        case Integer() if not _INTEGER.fullmatch(value):
            yield problem(f"{_name(path)} is a whole number, not {value!r}")
        case Text(allowed) if allowed and value.lower() not in allowed:
            yield problem(f"{_name(path)} cannot be {value!r}{did_you_mean(value, allowed)}")


def _wrong_keys(
    document: Document, value: Mapping[str, Value], path: Path, shape: Keys, program: str
) -> Iterator[Problem]:
    for key, entry in value.items():
        place = document.place((*path, key))
        if key in shape.known:
            yield from _mismatches(document, entry, (*path, key), shape.known[key], program)
        elif key in shape.removed:
            yield Problem(place, f"{program} no longer has {key!r} in {shape.name}; {shape.removed[key]}")
        else:
            yield Problem(place, f"{program} has no key {key!r} in {shape.name}{did_you_mean(key, shape.known)}")
    meant = {suggestion(key, shape.known).nearest for key in value if key not in shape.known}
    for key in shape.required:
        if value.get(key) in (None, "") and key not in meant:
            at = (*path, key) if key in value else path
            yield Problem(document.place(at), f"{shape.name} needs {key!r}")


def _at(data: Value, path: Path) -> Value:
    for segment in path:
        match data, segment:
            case dict(), str():
                data = data.get(segment)
            case list(), int():
                data = data[segment]
    return data


def _kind(value: Value) -> str:
    match value:
        case dict():
            return "a mapping"
        case list():
            return "a list"
    return f"the text {value!r}" if value and len(str(value)) < 40 else "text"


def _name(path: Path) -> str:
    name = next((part for part in reversed(path) if isinstance(part, str)), "the file")
    return f"an entry of {name!r}" if path and isinstance(path[-1], int) else f"{name!r}"
