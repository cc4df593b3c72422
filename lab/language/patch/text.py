"""Applies patches to the text of a YAML or JSON file and touches nothing else: comments, order and quoting survive.

The file is parsed only to learn where values stand; what changes is the text between those marks. How a value is
spelled is for `spelling`; a patch's times are for `rescaled_text`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from lab.errors import Problems
from lab.language.patch.model import Patch
from lab.language.paths import NAMED_BY, Item, Key, PathError, Segment, parse_path, spell
from lab.language.strict_yaml import compose
from lab.language.suggestions import did_you_mean
from lab.language.yaml_format import respelled, written

# JSON spells an emoji as two escapes, which YAML refuses: these stand in for them while marks are taken.
_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_BLOCK_COMMENT = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\r\n]*)")
_ASTRAL = re.compile(r"[\U00010000-\U0010ffff]")
_DASH_ALONE = re.compile(r"^[ ]*-[ ]*\r?\n\s*\Z", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Change:
    """What stood at a path and what stands there now, both as written in the file."""

    path: str
    before: str
    after: str


class _Missing(PathError):
    """What a path names is not there, so that it may be added."""


def patched_text(text: str, file: str, patch: Patch) -> tuple[str, tuple[Change, ...]]:
    """The changed text and what changed. Raises `Problems` for a text that is not YAML, `PathError` for the patch."""
    text = text.removeprefix("\ufeff")  # marks are counted without it
    changes = []
    _marked(text, file)
    for change in (
        *(partial(_set, path=parse_path(path), value=value) for path, value in patch.set.items()),
        *(partial(_replace, path=parse_path(path), words=words) for path, words in patch.replace.items()),
        *(partial(_remove, path=parse_path(path)) for path in patch.remove),
    ):
        text, changed = change(text, file)
        changes.append(changed)
        try:
            _marked(text, file)
        except Problems as problems:
            broken = problems.problems[0]
            message = f"the change breaks the file: {broken.message} (line {broken.place.line} of what it becomes)"
            raise PathError(f"{changed.path}: {message}") from None
    return text, tuple(changes)


def _marked(text: str, file: str) -> Node | None:
    return compose(_PAIR.sub(r"\\u00b7\\u00b7", text), file)


def _child(node: Node, segment: Segment, walked: tuple[Segment, ...]) -> tuple[Node | None, Node]:
    """The key node (None in a list) and the value node that `segment` names."""
    path = spell((*walked, segment))
    match segment, node:
        case Key(name), MappingNode():
            for key, value in node.value:
                if _says(key, name):
                    return key, _own(value, key.end_mark.index, path)
            known = [str(key.value) for key, _ in node.value]
            raise _Missing(f"{path}: there is no key {name!r}{did_you_mean(name, known)}")
        case Item(name), SequenceNode():
            position = _position(node, segment)
            if position is not None:
                before = [node.start_mark.index, *(item.end_mark.index for item in node.value[:position])]
                return None, _own(node.value[position], max(before), path)
    raise _Missing(f"{path}: there is nothing called {segment.name!r}")


def _position(node: SequenceNode, item: Item) -> int | None:
    if item.index is not None and item.index < len(node.value):
        return item.index
    for position, entry in enumerate(node.value):
        pairs = entry.value if isinstance(entry, MappingNode) else ()
        if any(key.value in NAMED_BY and _says(value, item.name) for key, value in pairs):
            return position
    return None


def _says(node: Node, word: str) -> bool:
    return node.value in (word, _ASTRAL.sub("\u00b7\u00b7", word))


def _own(node: Node, after: int, path: str) -> Node:
    """Refuses an alias: the parser gives the node that it stands for, and a change there would show in two places."""
    if node.start_mark.index < after:
        raise PathError(f"{path}: this is an alias of what stands on line {node.start_mark.line + 1}; patch that")
    return node


def _walk(text: str, file: str, path: tuple[Segment, ...]) -> tuple[Node, Node | None, Node]:
    """The enclosing node, the key node and the value node of `path`."""
    parent = root = _marked(text, file)
    key: Node | None = None
    value = root
    for position, segment in enumerate(path):
        if value is None:
            raise _Missing(f"{spell(path)}: the file is empty")
        parent = value
        key, value = _child(value, segment, path[:position])
    assert parent is not None and value is not None
    return parent, key, value


def _end(node: Node) -> int:
    """Where a value really ends: the parser puts the end of a block at the next token, past comments and blanks."""
    if not isinstance(node, CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    key, last = node.value[-1] if isinstance(node, MappingNode) else (node, node.value[-1])
    if last.start_mark.index < key.start_mark.index:
        raise PathError(f"what ends on line {node.end_mark.line} ends with an alias; write it out to patch it")
    return _end(last)


def _blank_end(text: str) -> str:
    """The line ends and blank lines that a block scalar has behind it."""
    return text[len(text.rstrip()) :]


def _set(text: str, file: str, path: tuple[Segment, ...], value: Any) -> tuple[str, Change]:
    new = written(value, json_only=".json" in file)
    try:
        _, key, node = _walk(text, file, path)
    except _Missing as missing:
        return _add(text, file, path, new, missing)
    start, end = node.start_mark.index, _end(node)
    before = text[start:end]
    spaced = new
    if key is not None and not before and ":" not in text[key.end_mark.index : start]:
        spaced = ": " + new  # `{key}`
    elif start > 0 and text[start - 1] not in " \n\t[{,":
        spaced = " " + new  # `key:` with nothing behind it
    if comment := _BLOCK_COMMENT.match(before):
        spaced += " " + comment[1]
    return text[:start] + spaced + _blank_end(before) + text[end:], Change(spell(path), before.strip(), new)


def _add(text: str, file: str, path: tuple[Segment, ...], new: str, missing: PathError) -> tuple[str, Change]:
    last = path[-1]
    enclosing = _marked(text, file) if len(path) == 1 else _walk(text, file, path[:-1])[2]
    if not isinstance(last, Key):
        raise missing
    change = Change(spell(path), "(not set)", new)
    entry = f"{written(last.name, json_only='.json' in file)}: {new}"
    newline = "\r\n" if "\r\n" in text else "\n"
    match enclosing:
        case None:
            separator = "" if not text or text.endswith("\n") else newline
            return f"{text}{separator}{entry}{newline}", change
        case ScalarNode(value="" | "~" | "null", style=None | ""):
            start, end = enclosing.start_mark.index, enclosing.end_mark.index
            space = " " if start > 0 and text[start - 1] not in " \n\t[{," else ""
            return f"{text[:start]}{space}{{{entry}}}{text[end:]}", change
        case MappingNode(value=[]):
            starter = text.index("{", enclosing.start_mark.index) + 1
            return text[:starter] + entry + text[starter:], change
        case MappingNode(flow_style=True):
            end = _end_of_last(enclosing)
            return f"{text[:end]}, {entry}{text[end:]}", change
        case MappingNode():
            end = _end(enclosing)
            indent = " " * enclosing.value[0][0].start_mark.column
            if text[:end].endswith("\n"):
                return f"{text[:end]}{indent}{entry}{newline}{text[end:]}", change
            line_end = _line_end(text, end)
            return f"{text[:line_end]}{newline}{indent}{entry}{text[line_end:]}", change
    raise missing


def _end_of_last(node: CollectionNode) -> int:
    key, last = node.value[-1] if isinstance(node, MappingNode) else (node, node.value[-1])
    if last.start_mark.index < key.start_mark.index:
        raise PathError(f"what ends on line {node.end_mark.line + 1} ends with an alias; write it out to patch it")
    return _end(last)


def _line_end(text: str, position: int) -> int:
    """Where the line of `position` ends, before its line break."""
    found = text.find("\n", position)
    if found < 0:
        return len(text)
    return found - 1 if found > position and text[found - 1] == "\r" else found


def _replace(text: str, file: str, path: tuple[Segment, ...], words: Mapping[str, str]) -> tuple[str, Change]:
    _, _, node = _walk(text, file, path)
    start, end = node.start_mark.index, _end(node)
    raw = text[start:end]
    style = node.style if isinstance(node, ScalarNode) else None
    for old, new in words.items():
        if respelled(old, style) not in raw:
            raise PathError(f"{spell(path)}: {old!r} does not occur in {raw.strip()!r}")
        raw = raw.replace(respelled(old, style), respelled(new, style))
    return text[:start] + raw + text[end:], Change(spell(path), ", ".join(words), ", ".join(words.values()))


def _remove(text: str, file: str, path: tuple[Segment, ...]) -> tuple[str, Change]:
    parent, key, node = _walk(text, file, path)
    assert isinstance(parent, CollectionNode)
    first, end = (key or node).start_mark.index, _end(node)
    change = Change(spell(path), text[node.start_mark.index : end].strip(), "(removed)")
    if len(parent.value) == 1:
        return _emptied(text, parent, nested=len(path) > 1), change
    if parent.flow_style:
        after = text[end:].lstrip()
        if after.startswith(","):
            return text[:first] + after[1:].lstrip(), change
        before = type(parent)(parent.tag, parent.value[:-1], parent.start_mark, parent.end_mark, flow_style=True)
        return text[: _end_of_last(before)] + text[end:], change
    line = text.rfind("\n", 0, first) + 1
    next_line = end if text[:end].endswith("\n") else (text.find("\n", end) + 1 or len(text))
    ahead = text[line:first].strip()
    if key is None and ahead == "" and (dash := _DASH_ALONE.search(text[:first])):
        return text[: dash.start()] + text[next_line:], change
    if ahead == ("" if key else "-"):
        return text[:line] + text[next_line:], change
    if key is not None and ahead == "-":
        # The first key of a list item shares its line with the dash: what follows moves up to it.
        return text[:first] + text[next_line:].lstrip(), change
    raise PathError(f"{spell(path)}: lab cannot take this out as it is written; 'set' what encloses it instead")


def _emptied(text: str, node: CollectionNode, *, nested: bool) -> str:
    start, end = node.start_mark.index, _end(node)
    empty = "{}" if isinstance(node, MappingNode) else "[]"
    space = " " if nested and text[start - 1 : start] in ("", "\n") else ""
    return text[:start] + space + empty + _blank_end(text[start:end]) + text[end:]
