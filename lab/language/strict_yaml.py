"""Reads YAML without its surprises, and remembers where every value stood.

`on` and `yes` are words, `1:30` is not ninety, a date is a word, a key given twice is an error. What a value means is
for others to decide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lab.errors import Place, Problem, Problems

Path: TypeAlias = tuple[str | int, ...]
Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STANDARD = "tag:yaml.org,2002:"
_PLAIN = (None, "")  # the pure parser says None, the C one an empty word
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)?\.[0-9]+([eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+")
_WORDS: Mapping[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file: its plain data, and for each path the place of the value and of the key that names it."""

    file: str
    data: Value
    values: Mapping[Path, Place]
    keys: Mapping[Path, Place]

    def place(self, path: Path) -> Place:
        """The nearest place known for `path`: its key, its value, or what encloses it."""
        while path:
            if path in self.keys:
                return self.keys[path]
            if path in self.values:
                return self.values[path]
            path = path[:-1]
        return self.values.get((), Place(self.file, 1, 1))


def read(text: str, file: str) -> Document:
    """Parses one document. Raises `Problems` for what is not YAML, or not this strict kind of it."""
    node = compose(text, file)
    reader = _Reader(file)
    data = reader.value(node, ()) if node is not None else None
    if reader.problems:
        raise Problems(tuple(reader.problems))
    return Document(file, data, reader.values, reader.keys)


def compose(text: str, file: str) -> Node | None:
    """The node tree of one document, marks included. Raises `Problems`."""
    try:
        return yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise _not_yaml(error, text, file) from None


def check_syntax(text: str, file: str) -> None:
    """For files that other programs read: any YAML will do, but YAML it must be. Raises `Problems`."""
    try:
        for _ in yaml.parse(text, Loader=_LOADER):
            pass
    except yaml.YAMLError as error:
        raise _not_yaml(error, text, file) from None


def _not_yaml(error: yaml.YAMLError, text: str, file: str) -> Problems:
    if not isinstance(error, yaml.MarkedYAMLError):
        return Problems((Problem(Place(file, 1, 1), f"not YAML: {str(error).splitlines()[0]}"),))
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problems((Problem(Place(file, line, column), f"not YAML: {_said(error, text)}{_quoting(text, line)}"),))


def _quoting(text: str, line: int) -> str:
    """Most YAML that does not parse is text that should have been quoted."""
    lines = text.splitlines()
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    value = written.partition(": ")[2].strip()
    suspect = value[:1] in (">", "|") or value.count("{") > 1
    return "; quote text that holds braces or brackets, or begins with > or |" if suspect else ""


def _said(error: yaml.MarkedYAMLError, text: str) -> str:
    """What the parser found, and for its darkest words what to do."""
    begun = f" (begun on line {error.context_mark.line + 1})" if error.context and error.context_mark else ""
    words = " ".join(part for part in (error.context and f"{error.context}{begun}", error.problem) if part)
    if "found another document" in words:
        return "a second document begins here; a file holds one"
    if "cannot start any token" in words and error.problem_mark is not None:
        found = text.removeprefix("\ufeff")[error.problem_mark.index : error.problem_mark.index + 1]
        return "a tab indents this line; use spaces" if found == "\t" else f"{found!r} cannot begin a value; quote it"
    if "mapping values are not allowed" in words:
        return "a second ': ' on one line, or a wrong indentation; quote a text that holds ': '"
    return words


def plain_scalar(text: str) -> bool | int | float | str | None:
    """What an unquoted word means: null, true, false, a decimal number, or the word itself."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.problems: list[Problem] = []
        self.ctx: list[Node] = []

    def place(self, node: Node) -> Place:
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def value(self, node: Node, path: Path) -> Value:
        self.values[path] = self.place(node)
        if not node.tag.startswith(_STANDARD):
            self.problems.append(
                Problem(self.place(node), f"tags ({node.tag}) are not supported; write the plain value")
            )
        if node in self.ctx:
            self.problems.append(Problem(self.place(node), "this contains itself, by an alias; write it out"))
            return None
        self.ctx.append(node)
        found = self.content(node, path)
        self.ctx.pop()
        return found

    def content(self, node: Node, path: Path) -> Value:
        match node:
            case ScalarNode():
                return plain_scalar(node.value) if node.style in _PLAIN else str(node.value)
            case SequenceNode():
                return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
            case MappingNode():
                return self.mapping(node, path)
        raise TypeError(node)

    def mapping(self, node: MappingNode, path: Path) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.problems.append(Problem(self.place(key), "a key must be a word, not a list or a mapping"))
                continue
            name = str(key.value)
            if name == "<<":
                self.problems.append(
                    Problem(self.place(key), "merge keys ('<<') are not supported; write the keys out")
                )
                continue
            if name in found:
                first = self.keys[(*path, name)]
                message = f"key {name!r} is given twice; the first is on line {first.line}"
                self.problems.append(Problem(self.place(key), message))
                continue
            self.keys[(*path, name)] = self.place(key)
            found[name] = self.value(value, (*path, name))
        return found
