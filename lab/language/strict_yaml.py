"""Reads a strict subset of YAML, with the place of every value in the file.

`on`, `yes` and dates are text, `1:30` is not 90, a duplicate key is an error. A file may come from a stranger: its
size, its depth, its numbers and what its aliases expand to are bounded, so that reading takes less than a second.
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

MAX_CHARACTERS = 2_000_000
MAX_VALUES = 50_000  # with aliases expanded
MAX_DEPTH = 100
MAX_DIGITS = 300  # of a number

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STANDARD = "tag:yaml.org,2002:"
_PLAIN = (None, "")  # None from the Python parser, an empty string from the C one
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)?\.[0-9]+([eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+")
_CONSTANTS: Mapping[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


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


def read(text: str, file: str) -> Document:
    """Parses one document. Raises `Problems` for a text that is not YAML, or not this subset of it."""
    node = compose(text, file)
    reader = _Reader(file)
    data = reader.value(node, ()) if node is not None else None
    if reader.problems:
        raise Problems(tuple(reader.problems))
    return Document(file, data, reader.values, reader.keys)


def compose(text: str, file: str) -> Node | None:
    """The node tree of one document, marks included. Raises `Problems`."""
    if len(text) > MAX_CHARACTERS:
        raise Problems((Problem(Place(file, 1, 1), f"this file has more than {MAX_CHARACTERS:,} characters"),))
    check_characters(text, file)
    try:
        return yaml.compose(text, Loader=_LOADER)
    except RecursionError:
        raise Problems((Problem(Place(file, 1, 1), f"values are nested more than {MAX_DEPTH} deep"),)) from None
    except yaml.YAMLError as error:
        raise _syntax_problems(error, text, file) from None


def check_syntax(text: str, file: str) -> None:
    """Accepts any YAML, for files that other programs read. Raises `Problems`."""
    check_characters(text, file)
    try:
        for _ in yaml.parse(text, Loader=_LOADER):
            pass
    except yaml.YAMLError as error:
        raise _syntax_problems(error, text, file) from None


def check_characters(text: str, file: str) -> None:
    """Raises `Problems` for half of a surrogate pair, which no file in UTF-8 has, but a patch may bring."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        place = Place(file, text.count("\n", 0, error.start) + 1, error.start - text.rfind("\n", 0, error.start))
        message = f"U+{ord(text[error.start]):04X} is half of a character; remove it"
        raise Problems((Problem(place, message),)) from None


def _syntax_problems(error: yaml.YAMLError, text: str, file: str) -> Problems:
    if not isinstance(error, yaml.MarkedYAMLError):
        return Problems((Problem(Place(file, 1, 1), f"not YAML: {str(error).splitlines()[0]}"),))
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problems(
        (Problem(Place(file, line, column), f"not YAML: {_syntax_message(error, text)}{_quoting_hint(text, line)}"),)
    )


def _quoting_hint(text: str, line: int) -> str:
    """A hint for the usual cause: text without quotes."""
    lines = text.splitlines()
    content = lines[line - 1] if 0 < line <= len(lines) else ""
    value = content.partition(": ")[2].strip()
    suspect = value[:1] in (">", "|") or value.count("{") > 1
    return "; quote text that has braces or brackets, or begins with > or |" if suspect else ""


def _syntax_message(error: yaml.MarkedYAMLError, text: str) -> str:
    """The parser's message, with clearer texts for common mistakes."""
    begin = f" (begun on line {error.context_mark.line + 1})" if error.context and error.context_mark else ""
    message = " ".join(part for part in (error.context and f"{error.context}{begin}", error.problem) if part)
    if "maximum nesting depth" in message:
        return "values are nested too deeply"
    if "found another document" in message:
        return "a file may contain only one document; a second one begins here"
    if "cannot start any token" in message and error.problem_mark is not None:
        character = text.removeprefix("\ufeff")[error.problem_mark.index : error.problem_mark.index + 1]
        if character == "\t":
            return "this line is indented with a tab; use spaces"
        return f"a value cannot begin with {character!r}; quote it"
    if "mapping values are not allowed" in message:
        return "a second ': ' on one line, or wrong indentation; quote text that has ': ' in it"
    return message


def plain_scalar(text: str) -> bool | int | float | str | None:
    """The value of unquoted text: null, true, false, a decimal number, or the text itself."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if len(text) > MAX_DIGITS:
        return text
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
        self.enclosing: list[Node] = []
        self.count = 0

    def place(self, node: Node) -> Place:
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def report(self, node: Node, message: str) -> None:
        self.problems.append(Problem(self.place(node), message))

    def value(self, node: Node, path: Path) -> Value:
        self.values[path] = self.place(node)
        self.check_bounds(node)
        if not node.tag.startswith(_STANDARD):
            self.report(node, f"tags ({node.tag}) are not supported; write the plain value")
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
        if self.count > MAX_VALUES:
            message = f"this file has more than {MAX_VALUES:,} values, with aliases expanded; write out less of it"
            raise Problems((*self.problems, Problem(self.place(node), message)))
        if len(self.enclosing) > MAX_DEPTH:
            message = f"values are nested more than {MAX_DEPTH} deep"
            raise Problems((*self.problems, Problem(self.place(node), message)))

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
        values: dict[str, Value] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.report(key, "a key must be text, not a list or a mapping")
                continue
            name = str(key.value)
            if name == "<<":
                self.report(key, "merge keys ('<<') are not supported; write the keys out")
                continue
            if name in values:
                first = self.keys[(*path, name)]
                self.report(key, f"duplicate key {name!r}; the first is on line {first.line}")
                continue
            self.keys[(*path, name)] = self.place(key)
            values[name] = self.value(value, (*path, name))
        return values
