"""The paths of patches: `groups[http-alerts].rules[HighHTTPErrorRate].for`.

A segment is a key (quoted when it contains a dot or a bracket) or, in brackets, an item of a list: its index, or its
name under one of the keys `NAMED_BY`. A file of several documents is a list of them, and an object of Kubernetes is
named by its kind and name: `[Deployment/web].spec.replicas`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from lab.language.suggestions import did_you_mean

NAMED_BY = ("name", "alert", "record", "job_name", "uid", "title")

MAX_CHARACTERS = 2_000
_SEGMENT = re.compile(r"""\.?(?:"(?P<quoted>[^"]+)"|\[(?P<item>[^\]]+)\]|(?P<key>[^.\[\]"]+))""")


@dataclass(frozen=True, slots=True)
class Key:
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: by its index when `name` is a number, else by its name."""

    name: str

    @property
    def index(self) -> int | None:
        return int(self.name) if self.name.isdecimal() else None


Segment: TypeAlias = Key | Item
Segments: TypeAlias = tuple[Segment, ...]


class PathError(ValueError):
    """A path that cannot be parsed, or that leads nowhere in this file."""


class MissingError(PathError):
    """There is no `segment` at `parent`; `known` are the existing keys, or the names of the items of a list.

    `other_kind`: the value at `parent` is a list where `segment` is a key, or the other way round.
    """

    def __init__(
        self, parent: Segments, segment: Segment, known: tuple[str, ...] = (), *, other_kind: bool = False
    ) -> None:
        where = format_path((*parent, segment))
        super().__init__(f"{where}: {_missing(parent, segment, known, other_kind=other_kind)}")
        self.parent = parent
        self.segment = segment


def _missing(parent: Segments, segment: Segment, known: tuple[str, ...], *, other_kind: bool) -> str:
    is_key = isinstance(segment, Key)
    if not other_kind:
        return f"there is no {'key' if is_key else 'item'} {segment.name!r}{did_you_mean(segment.name, known)}"
    at = f"{format_path(parent)!r}" if parent else "the file"
    kind, noun = ("a list", "item") if is_key else ("a mapping", "key")
    if segment.name in known:
        how = "its items are named in brackets" if is_key else "its keys are named after a dot, without brackets"
        right: Segment = Item(segment.name) if is_key else Key(segment.name)
        return f"{at} is {kind}, and {how}: write {format_path((*parent, right))}"
    return f"{at} is {kind}, and has no {noun} {segment.name!r}{did_you_mean(segment.name, known)}"


def parse_path(text: str) -> Segments:
    """Raises `PathError`."""
    if len(text) > MAX_CHARACTERS:
        raise PathError(f"{text[:100]!r}... is too long for a path; at most {MAX_CHARACTERS:,} characters")
    segments: list[Segment] = []
    position = 0
    while position < len(text):
        match = _SEGMENT.match(text, position)
        if not match or (position == 0 and text[0] == "."):
            raise PathError(f"{text!r} is not a path; write for example groups[http].rules[Down].for")
        segments.append(Item(match["item"]) if match["item"] else Key(match["quoted"] or match["key"]))
        position = match.end()
    if not segments:
        raise PathError("the path is empty")
    return tuple(segments)


def format_path(segments: Segments) -> str:
    """The text that `parse_path` reads back as these segments."""
    text = ""
    for segment in segments:
        match segment:
            case Item(name):
                text += f"[{name}]"
            case Key(name):
                key = f'"{name}"' if re.search(r"[.\[\]]", name) else name
                text += f".{key}" if text else key
    return text


MAX_REPLACED = 1_000_000  # characters


def bounded_replace(text: str, old: str, new: str, path: str) -> str:
    """The text with `old` replaced. Raises PathError when it would grow without bound."""
    if len(text) + text.count(old) * (len(new) - len(old)) > MAX_REPLACED:
        raise PathError(f"{path}: replacing {old[:50]!r} makes more than {MAX_REPLACED:,} characters")
    return text.replace(old, new)
