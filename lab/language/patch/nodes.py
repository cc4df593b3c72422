"""Finds the YAML node at a path, and its end in the text."""

from __future__ import annotations

import re

from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from lab.language.paths import NAMED_BY, Item, Key, MissingError, PathError, Segment, Segments, format_path
from lab.language.strict_yaml import compose_documents

# JSON writes an emoji as two escapes, which YAML refuses: placeholders of the same length stand in while parsing.
_SURROGATE_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_ASTRAL = re.compile(r"[\U00010000-\U0010ffff]")


class EmptyFileError(PathError):
    """The file has no content at all."""


def root_node(text: str, file: str) -> Node | None:
    """Several documents, as manifests of Kubernetes have them, are read as a list. Raises `Problems`."""
    documents = compose_documents(_SURROGATE_PAIR.sub(r"\\u00b7\\u00b7", text), file)
    if len(documents) < 2:
        return next(iter(documents), None)
    first, last = documents[0], documents[-1]
    return SequenceNode("tag:yaml.org,2002:seq", list(documents), first.start_mark, last.end_mark, flow_style=False)


def find(text: str, file: str, path: Segments) -> tuple[Node, Node | None, Node]:
    """The enclosing node, the key node (None in a list) and the value node of `path`. Raises `PathError`."""
    root = root_node(text, file)
    if root is None:
        raise EmptyFileError(f"{format_path(path)}: the file is empty")
    parent, key, value = root, None, root
    for position, segment in enumerate(path):
        parent = value
        key, value = _child(value, segment, path[:position])
    return parent, key, value


def end_of(node: Node) -> int:
    """The position after a value: the parser's own end of a block includes comments and blank lines after it."""
    if not isinstance(node, CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    return end_of_last(node)


def end_of_last(node: CollectionNode) -> int:
    """The position after the last value of a collection. Raises `PathError` when that is an alias."""
    key, last = node.value[-1] if isinstance(node, MappingNode) else (node, node.value[-1])
    if last.start_mark.index < key.start_mark.index:
        line = node.end_mark.line + (1 if node.flow_style else 0)
        raise PathError(f"the value that ends on line {line} ends with an alias; write it out to patch it")
    return end_of(last)


def _child(node: Node, segment: Segment, parent: Segments) -> tuple[Node | None, Node]:
    """The key node (None in a list) and the value node that `segment` names."""
    path = format_path((*parent, segment))
    match segment, node:
        case Key(name), MappingNode():
            for key, value in node.value:
                if _has_text(key, name):
                    return key, _without_alias(value, key.end_mark.index, path)
        case Item(), SequenceNode():
            position = _position(node, segment, parent)
            if position is not None:
                before = [node.start_mark.index, *(item.end_mark.index for item in node.value[:position])]
                return None, _without_alias(node.value[position], max(before), path)
    other_kind = isinstance(node, SequenceNode if isinstance(segment, Key) else MappingNode)
    raise MissingError(parent, segment, _known(node), other_kind=other_kind)


def _known(node: Node) -> tuple[str, ...]:
    """The keys of a mapping, or the names of a list's items."""
    match node:
        case MappingNode():
            return tuple(str(key.value) for key, _ in node.value)
        case SequenceNode():
            pairs = [pair for item in node.value if isinstance(item, MappingNode) for pair in item.value]
            names = tuple(str(value.value) for key, value in pairs if key.value in NAMED_BY)
            return names or tuple(filter(None, map(_object_name, node.value)))
    return ()


def _position(node: SequenceNode, item: Item, parent: Segments) -> int | None:
    """Raises `PathError` for a name that several items have, as alerts of two severities do."""
    if item.index is not None and item.index < len(node.value):
        return item.index
    named = [position for position, entry in enumerate(node.value) if _is_named(entry, item.name)]
    if len(named) > 1:
        choices = " or ".join(
            f"{format_path((*parent, Item(str(position))))} (line {node.value[position].start_mark.line + 1})"
            for position in named
        )
        raise PathError(f"{format_path((*parent, item))}: {len(named)} items have this name; write {choices}")
    return named[0] if named else None


def _is_named(entry: Node, name: str) -> bool:
    pairs = entry.value if isinstance(entry, MappingNode) else ()
    return any(key.value in NAMED_BY and _has_text(value, name) for key, value in pairs) or _object_name(entry) == name


def _object_name(entry: Node) -> str:
    """`Deployment/web` for an object of Kubernetes; empty for anything else."""
    kind, metadata = _value(entry, "kind"), _value(entry, "metadata")
    name = _value(metadata, "name")
    return f"{kind.value}/{name.value}" if isinstance(kind, ScalarNode) and isinstance(name, ScalarNode) else ""


def _value(node: Node | None, name: str) -> Node | None:
    pairs = node.value if isinstance(node, MappingNode) else ()
    return next((value for key, value in pairs if key.value == name), None)


def _has_text(node: Node, text: str) -> bool:
    return node.value in (text, _ASTRAL.sub("\u00b7\u00b7", text))


def _without_alias(node: Node, after: int, path: str) -> Node:
    """The node; raises `PathError` for an alias, whose node is that of the anchor: a change would affect both."""
    if node.start_mark.index < after:
        raise PathError(f"{path}: this is an alias of the value on line {node.start_mark.line + 1}; patch that one")
    return node
