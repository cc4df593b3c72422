"""Applies patches to the plain data of a scenario. Files are patched as text, by `patch.text`."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from lab.language.one_line import shortened
from lab.language.patch.model import Patch
from lab.language.paths import (
    NAMED_BY,
    Item,
    Key,
    MissingError,
    PathError,
    Segment,
    Segments,
    bounded_replace,
    format_path,
    parse_path,
)
from lab.language.yaml_format import yaml_text

# Optional mappings of the model that a path may create on its way.
_CREATABLE = frozenset(
    {
        *("args", "bases", "env", "environment", "files", "labels", "ports", "query", "roles", "service", "where"),
        *("wait", "throughout", "expect"),
    }
)


def patch_data(data: Mapping[str, Any], patches: tuple[Patch, ...]) -> dict[str, Any]:
    """A changed copy, without the patches of files. Raises `PathError` for a missing path or text."""
    patched = copy.deepcopy(dict(data))
    change_data(patched, patches)
    return patched


def change_data(patched: dict[str, Any], patches: tuple[Patch, ...]) -> None:
    """Changes the data itself. Raises `PathError` as `patch_data` does, after the changes before it."""
    for patch in patches:
        if patch.in_ is not None:
            continue
        for path, value in patch.set.items():
            _set(patched, parse_path(path), value)
        for path, value in patch.add.items():
            _add(patched, parse_path(path), value)
        for path, replacements in patch.replace.items():
            _replace(patched, parse_path(path), replacements)
        for path in patch.remove:
            _remove(patched, parse_path(path))


def text_at(data: Any, path: str) -> str:
    """The value at a path as YAML on one line; `(not set)` when there is none."""
    try:
        return yaml_text(value_at(data, path))
    except PathError:
        return "(not set)"


def value_at(data: Any, path: str) -> Any:
    """Raises `PathError` when there is no value at the path."""
    return _descend(data, parse_path(path))


def _descend(data: Any, path: Segments) -> Any:
    value = data
    for position, segment in enumerate(path):
        value = value[_index(value, segment, path[:position])]
    return value


def _index(value: Any, segment: Segment, parent: Segments) -> Any:
    """The key or index in `value` that `segment` names. Raises `MissingError` when there is none."""
    match segment:
        case Key(name) if isinstance(value, dict) and name in value:
            return name
        case Item() if isinstance(value, list):
            if segment.index is not None and segment.index < len(value):
                return segment.index
            for index, item in enumerate(value):
                if isinstance(item, dict) and any(item.get(key) == segment.name for key in NAMED_BY):
                    return index
    other_kind = isinstance(value, list if isinstance(segment, Key) else dict)
    raise MissingError(parent, segment, _known(value), other_kind=other_kind)


def _known(value: Any) -> tuple[str, ...]:
    """The keys of a mapping, or the names of a list's items."""
    if isinstance(value, dict):
        return tuple(map(str, value))
    items = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    return tuple(str(item[key]) for item in items for key in NAMED_BY if isinstance(item.get(key), str))


def _set(data: Any, path: Segments, new: Any) -> None:
    # `components.api.env.HEARTBEAT` creates `env`; a misspelled service or expectation must not create a new one.
    value = data
    for position, segment in enumerate(path[:-1]):
        if isinstance(segment, Key) and isinstance(value, dict) and segment.name in _CREATABLE:
            value.setdefault(segment.name, {})
        value = value[_index(value, segment, path[:position])]
    match path[-1]:
        case Key(name) if isinstance(value, dict):
            value[name] = _editable(new)
        case Item() as item:
            value[_index(value, item, path[:-1])] = _editable(new)
        case _:
            raise PathError(f"{format_path(path)}: the value that should hold it is not a mapping")


def _editable(new: Any) -> Any:
    """A copy that later patches can change: the reader of scenarios gives lists as tuples."""
    if isinstance(new, Mapping):
        return {key: _editable(item) for key, item in new.items()}
    return [_editable(item) for item in new] if isinstance(new, list | tuple) else copy.deepcopy(new)


def _add(data: Any, path: Segments, new: Any) -> None:
    try:
        _descend(data, path)
    except MissingError:
        _set(data, path, new)
        return
    raise PathError(f"{format_path(path)}: it is there already; change it with 'set'")


def _replace(data: Any, path: Segments, replacements: Mapping[str, str]) -> None:
    parent = _descend(data, path[:-1])
    index = _index(parent, path[-1], path[:-1])
    for old, new in replacements.items():
        value = parent[index]
        texts = list(_texts(value)) if isinstance(value, dict | list) else [str(value)]
        if not any(old in text for text in texts):
            raise PathError(f"{format_path(path)}: {old!r} does not occur in {shortened(str(value))!r}")
        bounded_replace("".join(text for text in texts if old in text), old, new, format_path(path))
        parent[index] = _replaced(value, old, new) if isinstance(value, dict | list) else texts[0].replace(old, new)


def _texts(value: Any) -> Iterator[str]:
    """The texts of a mapping or list, but not the keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _replaced(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(item, old, new) for key, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, old, new) for item in value]
    return value.replace(old, new) if isinstance(value, str) else value


def _remove(data: Any, path: Segments) -> None:
    parent = _descend(data, path[:-1])
    del parent[_index(parent, path[-1], path[:-1])]
