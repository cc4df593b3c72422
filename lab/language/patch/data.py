"""Applies patches to the plain data of a scenario. Files are patched as text, by `patched_text`."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from lab.language.patch.model import Patch
from lab.language.paths import NAMED_BY, Item, Key, PathError, Segment, parse_path, spell
from lab.language.suggestions import did_you_mean
from lab.language.yaml_format import written

# Optional mappings of the model that a path may pass through though the scenario does not have them yet.
_MAY_BE_MADE = ("args", "bases", "env", "files", "ports", "query", "roles", "service", "environment", "where", "labels")


def patched_data(data: Mapping[str, Any], patches: tuple[Patch, ...]) -> dict[str, Any]:
    """A changed copy. Raises `PathError` when a path leads nowhere or a text to replace is not there."""
    changed = copy.deepcopy(dict(data))
    for patch in patches:
        if patch.in_ is not None:
            continue
        for path, value in patch.set.items():
            _set(changed, parse_path(path), value)
        for path, words in patch.replace.items():
            _replace(changed, parse_path(path), words)
        for path in patch.remove:
            _remove(changed, parse_path(path))
    return changed


def value_at(data: Any, path: str) -> str:
    """What stands at a path, as one would write it; `(not set)` when nothing does."""
    try:
        return written(found_at(data, path))
    except PathError:
        return "(not set)"


def found_at(data: Any, path: str) -> Any:
    """What stands at a path. Raises `PathError` when nothing does."""
    value = data
    walked: tuple[Segment, ...] = ()
    for segment in parse_path(path):
        value = value[_step(value, segment, walked)]
        walked = (*walked, segment)
    return value


def _step(value: Any, segment: Segment, walked: tuple[Segment, ...]) -> Any:
    """The key or index in `value` that `segment` names. Raises when there is none."""
    match segment:
        case Key(name):
            if isinstance(value, dict) and name in value:
                return name
            keys = list(value) if isinstance(value, dict) else []
            raise PathError(f"{spell((*walked, segment))}: there is no key {name!r}{did_you_mean(name, keys)}")
        case Item(name):
            if isinstance(value, list):
                if segment.index is not None and segment.index < len(value):
                    return segment.index
                for index, item in enumerate(value):
                    if isinstance(item, dict) and any(item.get(key) == name for key in NAMED_BY):
                        return index
            raise PathError(f"{spell((*walked, segment))}: there is no item {name!r}")


def _parent(data: Any, path: tuple[Segment, ...]) -> tuple[Any, Segment]:
    value = data
    for position, segment in enumerate(path[:-1]):
        value = value[_step(value, segment, path[:position])]
    return value, path[-1]


def _set(data: Any, path: tuple[Segment, ...], new: Any) -> None:
    # `components.api.env.HEARTBEAT` makes the `env`; a misspelled service or expectation must not become a new one.
    value = data
    for position, segment in enumerate(path[:-1]):
        if isinstance(segment, Key) and isinstance(value, dict) and segment.name in _MAY_BE_MADE:
            value.setdefault(segment.name, {})
        value = value[_step(value, segment, path[:position])]
    match path[-1]:
        case Key(name) if isinstance(value, dict):
            value[name] = copy.deepcopy(new)
        case Item() as item:
            value[_step(value, item, path[:-1])] = copy.deepcopy(new)
        case _:
            raise PathError(f"{spell(path)}: what encloses it is not a mapping")


def _replace(data: Any, path: tuple[Segment, ...], words: Mapping[str, str]) -> None:
    parent, last = _parent(data, path)
    key = _step(parent, last, path[:-1])
    for old, new in words.items():
        if old not in str(parent[key]):
            raise PathError(f"{spell(path)}: {old!r} does not occur in {str(parent[key])!r}")
        parent[key] = str(parent[key]).replace(old, new)


def _remove(data: Any, path: tuple[Segment, ...]) -> None:
    parent, last = _parent(data, path)
    del parent[_step(parent, last, path[:-1])]
