"""Applies patches to the text of a YAML or JSON file and touches nothing else: comments, order and quoting survive.

The file is parsed only to learn where values stand; what changes is the text between those marks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, SequenceNode

from lab.scenario.model import Patch
from lab.scenario.paths import NAMED_BY, Item, Key, PathError, Segment, parse_path, spell
from lab.scenario.strict_yaml import compose
from lab.scenario.suggest import did_you_mean


@dataclass(frozen=True, slots=True)
class Change:
    """What stood at a path and what stands there now, both as written in the file."""

    path: str
    before: str
    after: str


def patched_text(text: str, file: str, patch: Patch) -> tuple[str, tuple[Change, ...]]:
    """The changed text and what changed. Raises `PathError` or `Problems`."""
    changes = []
    for path, value in patch.set.items():
        text, change = _set(text, file, parse_path(path), value)
        changes.append(change)
    for path, words in patch.replace.items():
        text, change = _replace(text, file, parse_path(path), words)
        changes.append(change)
    for path in patch.remove:
        text, change = _remove(text, file, parse_path(path))
        changes.append(change)
    compose(text, file)  # a change that breaks the file is our caller's to hear of now
    return text, tuple(changes)


def written(value: Any) -> str:
    """A value as it is put into a file: flow style, valid in YAML, and for collections in JSON too."""
    if isinstance(value, str):
        plain = yaml.safe_dump(value, default_flow_style=True, width=10_000).strip()
        return plain.removesuffix("...").strip() if "\n" not in value else json.dumps(value)
    return json.dumps(value)


def _child(node: Node, segment: Segment, walked: tuple[Segment, ...]) -> tuple[Node | None, Node]:
    """The key node (None in a list) and the value node that `segment` names."""
    match segment, node:
        case Key(name), MappingNode():
            for key, value in node.value:
                if key.value == name:
                    return key, value
            known = [str(key.value) for key, _ in node.value]
            raise PathError(f"{spell((*walked, segment))}: there is no key {name!r}{did_you_mean(name, known)}")
        case Item(name), SequenceNode():
            if segment.index is not None and segment.index < len(node.value):
                return None, node.value[segment.index]
            for item in node.value:
                pairs = item.value if isinstance(item, MappingNode) else ()
                if any(key.value in NAMED_BY and value.value == name for key, value in pairs):
                    return None, item
    raise PathError(f"{spell((*walked, segment))}: there is nothing called {segment.name!r}")


def _walk(text: str, file: str, path: tuple[Segment, ...]) -> tuple[Node, Node | None, Node]:
    """The enclosing node, the key node and the value node of `path`."""
    parent = root = compose(text, file)
    key: Node | None = None
    value = root
    for position, segment in enumerate(path):
        if value is None:
            raise PathError(f"{spell(path)}: the file is empty")
        parent = value
        key, value = _child(value, segment, path[:position])
    assert parent is not None and value is not None
    return parent, key, value


def _end(node: Node) -> int:
    """Where a value really ends: the parser puts the end of a block at the next token, past comments and blanks."""
    if not isinstance(node, CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(node, MappingNode) else last)


def _set(text: str, file: str, path: tuple[Segment, ...], value: Any) -> tuple[str, Change]:
    new = written(value)
    try:
        _, _, node = _walk(text, file, path)
    except PathError:
        return _add(text, file, path, new)
    start, end = node.start_mark.index, _end(node)
    before = text[start:end]
    newline = "\n" if before.endswith("\n") else ""
    if start > 0 and text[start - 1] not in " \n\t[{,":
        new = " " + new  # `key:` with nothing behind it
    return text[:start] + new + newline + text[end:], Change(spell(path), before.strip(), new.strip())


def _add(text: str, file: str, path: tuple[Segment, ...], new: str) -> tuple[str, Change]:
    last = path[-1]
    enclosing = compose(text, file) if len(path) == 1 else _walk(text, file, path[:-1])[2]
    if not isinstance(last, Key) or not isinstance(enclosing, MappingNode):
        raise PathError(f"{spell(path)}: there is no such place, and nothing that could take it")
    change = Change(spell(path), "(not set)", new)
    end = _end(enclosing)
    if enclosing.flow_style:
        comma = ", " if enclosing.value else ""
        entry = f"{comma}{json.dumps(last.name)}: {new}"
        closing = text.rindex("}", 0, end)
        at = len(text[:closing].rstrip())
        return text[:at] + entry + text[at:], change
    indent = " " * enclosing.start_mark.column
    separator = "" if text[:end].endswith("\n") else "\n"
    tail = text[end:]
    line_rest = "" if separator == "" else tail[: tail.find("\n")] if "\n" in tail else tail
    at = end + len(line_rest)
    return text[:at] + f"{separator}{indent}{last.name}: {new}" + ("\n" if not separator else "") + text[at:], change


def _replace(text: str, file: str, path: tuple[Segment, ...], words: Mapping[str, str]) -> tuple[str, Change]:
    _, _, node = _walk(text, file, path)
    start, end = node.start_mark.index, _end(node)
    before = after = text[start:end]
    for old, new in words.items():
        if old not in after:
            raise PathError(f"{spell(path)}: {old!r} does not occur in {before.strip()!r}")
        after = after.replace(old, new)
    return text[:start] + after + text[end:], Change(spell(path), before.strip(), after.strip())


def _remove(text: str, file: str, path: tuple[Segment, ...]) -> tuple[str, Change]:
    parent, key, node = _walk(text, file, path)
    assert isinstance(parent, CollectionNode)
    first, end = (key or node).start_mark.index, _end(node)
    change = Change(spell(path), text[node.start_mark.index : end].strip(), "(removed)")
    if len(parent.value) == 1:
        start = parent.start_mark.index
        return text[:start] + ("{}" if isinstance(parent, MappingNode) else "[]") + text[_end(parent) :], change
    if parent.flow_style:
        after = text[end:]
        if after.lstrip().startswith(","):
            return text[:first] + after[after.index(",") + 1 :].lstrip(" "), change
        return text[: text.rindex(",", 0, first)] + after, change
    line = text.rfind("\n", 0, first) + 1
    next_line = end if text[:end].endswith("\n") else (text.find("\n", end) + 1 or len(text))
    ahead = text[line:first].strip()
    if ahead in ("", "-") and (key is None or ahead == ""):
        return text[:line] + text[next_line:], change
    # The first key of a list item shares its line with the dash: what follows moves up to it.
    following = min(k.start_mark.index for k, _ in parent.value if k.start_mark.index > first)
    return text[:first] + text[following:], change
