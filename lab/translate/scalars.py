"""Edits of a value, carried over to the text of its file, where it has quotes, escapes or folded lines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from yaml.nodes import ScalarNode

from lab.translate.edits import Edit, applied
from lab.translate.tree import Span

# The characters of the value that a place in the text stands for, and where it starts and ends.
Unit: TypeAlias = tuple[str, int, int]
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n[ \t]*|.)", re.DOTALL)
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*[^\n]*\n")


class Unplaceable(ValueError):
    """The value is not found in its text."""


def json_edits(text: str, span: Span, value: str, edits: Iterable[Edit]) -> list[Edit]:
    """Edits of the text for edits of a JSON string. `span` includes its quotes."""
    units = _double_quoted(text, span.start + 1, span.end - 1)
    return _carried(value, edits, units, lambda new: json.dumps(new, ensure_ascii=False)[1:-1])


def yaml_edits(text: str, node: ScalarNode, edits: Iterable[Edit]) -> list[Edit]:
    """Edits of the text for edits of a YAML scalar. Raises Unplaceable."""
    start, end = value_start(text, node), node.end_mark.index
    value = str(node.value)
    match node.style:
        case '"':
            units, escape = _double_quoted(text, start + 1, end - 1), _escaped
        case "'":
            units, escape = _single_quoted(text, start + 1, end - 1), _doubled
        case "|" | ">":
            header = _BLOCK_HEADER.match(text, start)
            units, escape = _plain(text, header.end() if header else start, end), _same
        case _:
            units, escape = _plain(text, start, end), _same
    return _carried(value, edits, units, escape)


def value_start(text: str, node: ScalarNode) -> int:
    """Where the value begins, after an anchor or a tag."""
    start = int(node.start_mark.index)
    match = _PROPERTIES.match(text, start)
    return match.end() if match else start


def quoted_scalar(value: str, edits: Iterable[Edit]) -> str:
    """The edited value as a scalar that any value can be: in single quotes, or double ones where it has lines."""
    new = applied(value, edits)
    return json.dumps(new, ensure_ascii=False) if "\n" in new else f"'{_doubled(new)}'"


def _carried(value: str, edits: Iterable[Edit], units: Iterator[Unit], escape: Callable[[str], str]) -> list[Edit]:
    """Pairs the characters of the value and of its text one by one; spaces aside, they come in the same order."""
    places: dict[int, tuple[int, int]] = {}
    position, last = 0, len(value.rstrip())
    for character, start, end in units:
        if position >= last:
            break
        if character.isspace():
            continue
        while position < len(value) and value[position].isspace():
            position += 1
        if value[position] != character:
            raise Unplaceable(f"{character!r} is written where the value has something else")
        places[position] = (start, end)
        position += 1
    return [_file_edit(edit, places, escape) for edit in edits]


def _file_edit(edit: Edit, places: dict[int, tuple[int, int]], escape: Callable[[str], str]) -> Edit:
    if edit.end > edit.start:
        if edit.start not in places or edit.end - 1 not in places:
            raise Unplaceable("an edit begins or ends with a space")
        return Edit(places[edit.start][0], places[edit.end - 1][1], escape(edit.text))
    if edit.start - 1 in places:
        at = places[edit.start - 1][1]
    elif edit.start in places:
        at = places[edit.start][0]
    else:
        raise Unplaceable("an insertion is between spaces")
    return Edit(at, at, escape(edit.text))


def _plain(text: str, start: int, end: int) -> Iterator[Unit]:
    return ((text[at], at, at + 1) for at in range(start, end))


def _single_quoted(text: str, start: int, end: int) -> Iterator[Unit]:
    at = start
    while at < end:
        length = 2 if text.startswith("''", at) else 1
        yield text[at], at, at + length
        at += length


def _double_quoted(text: str, start: int, end: int) -> Iterator[Unit]:
    """JSON's escapes are among those of YAML; two of them can be one character."""
    at = start
    while at < end:
        match = _ESCAPE.match(text, at)
        if match is None:
            yield text[at], at, at + 1
            at += 1
            continue
        last = match.end()
        if re.match(r"\\u[dD][89abAB]", match[0]) and (second := _ESCAPE.match(text, last)):
            last = second.end()
        yield _decoded(text[at:last]), at, last
        at = last


_NAMED = {
    "/": "/",
    "0": "\0",
    "a": "\a",
    "e": "\x1b",
    "v": "\v",
    "_": "\xa0",
    "N": "\x85",
    "L": "\u2028",
    "P": "\u2029",
}


def _decoded(escape: str) -> str:
    second = escape[1]
    if second in "\r\n":
        return " "
    if second in _NAMED:
        return _NAMED[second]
    if second in "xU":
        return chr(int(escape[2:], 16))
    if second in 'ubfnrt"\\':
        return str(json.loads(f'"{escape}"'))
    return second if second != " " else " "


def _same(text: str) -> str:
    return text


def _doubled(text: str) -> str:
    return text.replace("'", "''")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
