"""Applies patches to the text of a YAML or JSON file; comments, order and quoting of the rest do not change.

The file is parsed only to find the positions of values (`patch.nodes`). `yaml_format` formats new values;
`time_scaling` applies the times of a patch.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from yaml.nodes import CollectionNode, MappingNode, ScalarNode

from lab.errors import Problems
from lab.language.patch.model import Patch
from lab.language.patch.nodes import EmptyFileError, end_of, end_of_last, find, root_node
from lab.language.paths import Key, MissingError, PathError, Segments, bounded_replace, format_path, parse_path
from lab.language.yaml_format import scalar_text, yaml_text

_BLOCK_COMMENT = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\r\n]*)")
_TYPO = 0.85  # so much alike; metric_relabel_configs and relabel_configs are not
_DASH_ALONE = re.compile(r"^[ ]*-[ ]*\r?\n\s*\Z", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Change:
    """The value at a path before and after, both as written in the file."""

    path: str
    before: str
    after: str


def patch_text(text: str, file: str, patch: Patch) -> tuple[str, tuple[Change, ...]]:
    """The changed text and what changed. Raises `Problems` for a text that is not YAML, `PathError` for the patch."""
    text = text.removeprefix("\ufeff")  # the parser counts positions without it
    changes = []
    root_node(text, file)
    for edit in (
        *(partial(_set, path=parse_path(path), value=value) for path, value in patch.set.items()),
        *(partial(_add_new, path=parse_path(path), value=value) for path, value in patch.add.items()),
        *(partial(_replace, path=parse_path(path), replacements=texts) for path, texts in patch.replace.items()),
        *(partial(_remove, path=parse_path(path)) for path in patch.remove),
    ):
        text, change = edit(text, file)
        changes.append(change)
        try:
            root_node(text, file)
        except Problems as problems:
            first = problems.problems[0]
            message = f"the change breaks the file: {first.message} (line {first.place.line} of the changed file)"
            raise PathError(f"{change.path}: {message}") from None
    return text, tuple(changes)


def _set(text: str, file: str, path: Segments, value: Any) -> tuple[str, Change]:
    new = yaml_text(value, json_only=".json" in file)
    try:
        _, key, node = find(text, file, path)
    except (MissingError, EmptyFileError) as error:
        if (
            isinstance(error, MissingError)
            and len(error.parent) == len(path) - 1
            and (near := _misspelt(text, file, path))
        ):
            message = f"there is no key {path[-1].name!r}; did you mean {near!r}? A new key is added with 'add' (--add)"
            raise PathError(f"{format_path(path)}: {message}") from None
        return _add(text, file, path, new, error)
    start, end = node.start_mark.index, end_of(node)
    before = text[start:end]
    after = new
    if key is not None and not before and ":" not in text[key.end_mark.index : start]:
        after = ": " + new  # `{key}`
    elif start > 0 and text[start - 1] not in " \n\t[{,":
        after = " " + new  # `key:` without a value
    if comment := _BLOCK_COMMENT.match(before):
        after += " " + comment[1]
    return text[:start] + after + _trailing_space(before) + text[end:], Change(format_path(path), before.strip(), new)


def _misspelt(text: str, file: str, path: Segments) -> str | None:
    """The key beside a new one that is so much like it that the new one is probably a typo."""
    parent = find(text, file, path[:-1])[2] if len(path) > 1 else root_node(text, file)
    if not isinstance(parent, MappingNode) or not isinstance(path[-1], Key):
        return None
    names = [str(key.value) for key, _ in parent.value]
    return next(iter(difflib.get_close_matches(path[-1].name, names, n=1, cutoff=_TYPO)), None)


def _add_new(text: str, file: str, path: Segments, value: Any) -> tuple[str, Change]:
    new = yaml_text(value, json_only=".json" in file)
    try:
        find(text, file, path)
    except (MissingError, EmptyFileError) as error:
        return _add(text, file, path, new, error)
    raise PathError(f"{format_path(path)}: it is there already; change it with 'set'")


def _add(text: str, file: str, path: Segments, new: str, missing: PathError) -> tuple[str, Change]:
    """Adds a key to the parent mapping; raises `missing` when the parent is no mapping."""
    last = path[-1]
    parent = root_node(text, file) if len(path) == 1 else find(text, file, path[:-1])[2]
    if not isinstance(last, Key):
        raise missing
    change = Change(format_path(path), "(not set)", new)
    entry = f"{yaml_text(last.name, json_only='.json' in file)}: {new}"
    newline = "\r\n" if "\r\n" in text else "\n"
    match parent:
        case None:
            separator = "" if not text or text.endswith("\n") else newline
            return f"{text}{separator}{entry}{newline}", change
        case ScalarNode(value="" | "~" | "null", style=None | ""):
            start, end = parent.start_mark.index, parent.end_mark.index
            space = " " if start > 0 and text[start - 1] not in " \n\t[{," else ""
            return f"{text[:start]}{space}{{{entry}}}{text[end:]}", change
        case MappingNode(value=[]):
            inside = text.index("{", parent.start_mark.index) + 1
            return text[:inside] + entry + text[inside:], change
        case MappingNode(flow_style=True):
            end = end_of_last(parent)
            return f"{text[:end]}, {entry}{text[end:]}", change
        case MappingNode():
            end = end_of(parent)
            indent = " " * parent.value[0][0].start_mark.column
            if text[:end].endswith("\n"):
                return f"{text[:end]}{indent}{entry}{newline}{text[end:]}", change
            line_end = _line_end(text, end)
            return f"{text[:line_end]}{newline}{indent}{entry}{text[line_end:]}", change
    raise missing


def _replace(text: str, file: str, path: Segments, replacements: Mapping[str, str]) -> tuple[str, Change]:
    _, _, node = find(text, file, path)
    start, end = node.start_mark.index, end_of(node)
    value = text[start:end]
    style = node.style if isinstance(node, ScalarNode) else None
    for old, new in replacements.items():
        if scalar_text(old, style) not in value:
            raise PathError(f"{format_path(path)}: {old!r} does not occur in {value.strip()!r}")
        value = bounded_replace(value, scalar_text(old, style), scalar_text(new, style), format_path(path))
    change = Change(format_path(path), ", ".join(replacements), ", ".join(replacements.values()))
    return text[:start] + value + text[end:], change


def _remove(text: str, file: str, path: Segments) -> tuple[str, Change]:
    parent, key, node = find(text, file, path)
    assert isinstance(parent, CollectionNode)
    first, end = (key or node).start_mark.index, end_of(node)
    change = Change(format_path(path), text[node.start_mark.index : end].strip(), "(removed)")
    if len(parent.value) == 1:
        return _without_content(text, parent, nested=len(path) > 1), change
    if parent.flow_style:
        rest = text[end:].lstrip()
        if rest.startswith(","):
            return text[:first] + rest[1:].lstrip(), change
        others = type(parent)(parent.tag, parent.value[:-1], parent.start_mark, parent.end_mark, flow_style=True)
        return text[: end_of_last(others)] + text[end:], change
    line = text.rfind("\n", 0, first) + 1
    next_line = end if text[:end].endswith("\n") else (text.find("\n", end) + 1 or len(text))
    ahead = text[line:first].strip()
    if key is None and ahead == "" and (dash := _DASH_ALONE.search(text[:first])):
        return text[: dash.start()] + text[next_line:], change
    if ahead == ("" if key else "-"):
        return text[:line] + text[next_line:], change
    if key is not None and ahead == "-":
        # The first key of a list item shares its line with the dash: the next key moves up to it.
        return text[:first] + text[next_line:].lstrip(), change
    raise PathError(f"{format_path(path)}: this layout cannot be removed; 'set' the value that holds it instead")


def _without_content(text: str, node: CollectionNode, *, nested: bool) -> str:
    start, end = node.start_mark.index, end_of(node)
    empty = "{}" if isinstance(node, MappingNode) else "[]"
    space = " " if nested and text[start - 1 : start] in ("", "\n") else ""
    return text[:start] + space + empty + _trailing_space(text[start:end]) + text[end:]


def _trailing_space(text: str) -> str:
    """The line breaks and blank lines at the end of a block scalar."""
    return text[len(text.rstrip()) :]


def _line_end(text: str, position: int) -> int:
    """Where the line of `position` ends, before its line break."""
    newline = text.find("\n", position)
    if newline < 0:
        return len(text)
    return newline - 1 if newline > position and text[newline - 1] == "\r" else newline
