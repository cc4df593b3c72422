"""Walks a tree of YAML nodes into plain data with the place of every value, whatever the nodes mean to a program.

A file may come from a stranger: its depth and what its aliases expand to are bounded, so that reading takes less than
a second.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lab.errors import Place, Problem, Problems

Path: TypeAlias = tuple[str | int, ...]
Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"

MAX_CHARACTERS = 2_000_000
MAX_VALUES = 50_000  # with aliases expanded
MAX_DEPTH = 100

PLAIN = (None, "")  # the style of a scalar without quotes: None from the Python parser, an empty string from the C one


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file: its plain data, and for each path the place of the value and of its key."""

    file: str
    data: Value
    values: Mapping[Path, Place]
    keys: Mapping[Path, Place]

    def place(self, path: Path) -> Place:
        """The nearest place known for `path`: its key, its value, or the value that encloses it."""
        while path:
            if path in self.keys:
                return self.keys[path]
            if path in self.values:
                return self.values[path]
            path = path[:-1]
        return self.values.get((), Place(self.file, 1, 1))


class NodeReader(ABC):
    """What a scalar is, and which keys a mapping may have, is for the subclass."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.problems: list[Problem] = []
        self.enclosing: list[Node] = []
        self.count = 0

    @abstractmethod
    def scalar(self, node: ScalarNode) -> Value: ...

    @abstractmethod
    def mapping(self, node: MappingNode, path: Path) -> dict[str, Value]: ...

    def document(self, node: Node | None) -> Document:
        """`problems` goes on over several documents of a file, the places do not."""
        self.values, self.keys = {}, {}
        data = None if node is None else self.value(node, ())
        return Document(self.file, data, self.values, self.keys)

    def place(self, node: Node) -> Place:
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def report(self, node: Node, message: str) -> None:
        self.problems.append(Problem(self.place(node), message))

    def value(self, node: Node, path: Path) -> Value:
        self.values[path] = self.place(node)
        self.check_bounds(node)
        if node in self.enclosing:
            self.report(node, "this alias contains itself; write the value out")
            return None
        self.enclosing.append(node)
        value = self.content(node, path)
        self.enclosing.pop()
        return value

    def check_bounds(self, node: Node) -> None:
        """Raises `Problems` at once: what is left would take too long to read."""
        self.count += 1
        message = None
        if self.count > MAX_VALUES:
            message = f"this file has more than {MAX_VALUES:,} values, with aliases expanded; write out less of it"
        elif len(self.enclosing) > MAX_DEPTH:
            message = f"values are nested more than {MAX_DEPTH} deep"
        if message:
            raise Problems((*self.problems, Problem(self.place(node), message)))

    def content(self, node: Node, path: Path) -> Value:
        match node:
            case ScalarNode():
                return self.scalar(node)
            case SequenceNode():
                return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
            case MappingNode():
                return self.mapping(node, path)
        raise TypeError(node)

    def add(self, values: dict[str, Value], key: Node, value: Node, path: Path) -> None:
        name = str(key.value)
        self.keys[(*path, name)] = self.place(key)
        values[name] = self.value(value, (*path, name))

    def report_duplicate(self, key: Node, path: Path) -> None:
        first = self.keys[(*path, str(key.value))]
        self.report(key, f"duplicate key {str(key.value)!r}; the first is on line {first.line}")
