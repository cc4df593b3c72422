"""Paths of the patch language: `groups[http-alerts].rules[HighHTTPErrorRate].for`.

A segment is a key (quoted when it holds a dot or a bracket) or, in brackets, an item of a list: its index, or the name
that the item carries under one of `NAMED_BY`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

NAMED_BY = ("name", "alert", "record", "job_name", "uid", "title")

_SEGMENT = re.compile(r"""\.?(?:"(?P<quoted>[^"]+)"|\[(?P<item>[^\]]+)\]|(?P<key>[^.\[\]"]+))""")


@dataclass(frozen=True, slots=True)
class Key:
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: by index when `name` is a number, by the name it carries otherwise."""

    name: str

    @property
    def index(self) -> int | None:
        return int(self.name) if self.name.isdecimal() else None


Segment: TypeAlias = Key | Item


class PathError(ValueError):
    """A path that is misspelled, or leads nowhere in this file."""


def parse_path(text: str) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    position = 0
    while position < len(text):
        found = _SEGMENT.match(text, position)
        if not found or (position == 0 and text[0] == "."):
            raise PathError(f"{text!r} is not a path; write for instance groups[http].rules[Down].for")
        segments.append(Item(found["item"]) if found["item"] else Key(found["quoted"] or found["key"]))
        position = found.end()
    if not segments:
        raise PathError("the path is empty")
    return tuple(segments)


def spell(segments: tuple[Segment, ...]) -> str:
    words = ""
    for segment in segments:
        match segment:
            case Item(name):
                words += f"[{name}]"
            case Key(name):
                quoted = f'"{name}"' if re.search(r"[.\[\]]", name) else name
                words += f".{quoted}" if words else quoted
    return words
