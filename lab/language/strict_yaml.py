"""Reads a strict subset of YAML, with the place of every value in the file.

`on`, `yes` and dates are text, `1:30` is not 90, a duplicate key is an error. A file may come from a stranger: its
size, its depth, its numbers and what its aliases expand to are bounded, so that reading takes less than a second.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode

from lab.errors import Place, Problem, Problems
from lab.language.yaml_nodes import MAX_CHARACTERS as MAX_CHARACTERS
from lab.language.yaml_nodes import MAX_DEPTH as MAX_DEPTH
from lab.language.yaml_nodes import MAX_VALUES as MAX_VALUES
from lab.language.yaml_nodes import PLAIN, NodeReader
from lab.language.yaml_nodes import Document as Document
from lab.language.yaml_nodes import Path as Path
from lab.language.yaml_nodes import Value as Value

T = TypeVar("T")

MAX_DIGITS = 300  # of a number

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STANDARD = "tag:yaml.org,2002:"
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)?\.[0-9]+([eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+")
_CONSTANTS: Mapping[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


def read(text: str, file: str) -> Document:
    """Parses one document. Raises `Problems` for a text that is not YAML, or not this subset of it."""
    node = compose(text, file)
    reader = _Reader(file)
    document = reader.document(node)
    if reader.problems:
        raise Problems(tuple(reader.problems))
    return document


def compose(text: str, file: str) -> Node | None:
    """The node tree of one document, marks included. Raises `Problems`."""
    return _composed(lambda: yaml.compose(text, Loader=_LOADER), text, file)


def compose_documents(text: str, file: str) -> tuple[Node, ...]:
    """The node trees of all documents, without empty ones. Raises `Problems`."""
    return _composed(
        lambda: tuple(node for node in yaml.compose_all(text, Loader=_LOADER) if node is not None), text, file
    )


def _composed(compose: Callable[[], T], text: str, file: str) -> T:
    if len(text) > MAX_CHARACTERS:
        raise Problems((Problem(Place(file, 1, 1), f"this file has more than {MAX_CHARACTERS:,} characters"),))
    check_characters(text, file)
    try:
        return compose()
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


class _Reader(NodeReader):
    def value(self, node: Node, path: Path) -> Value:
        if not node.tag.startswith(_STANDARD):
            self.report(node, f"tags ({node.tag}) are not supported; write the plain value")
        return super().value(node, path)

    def scalar(self, node: ScalarNode) -> Value:
        return plain_scalar(node.value) if node.style in PLAIN else str(node.value)

    def mapping(self, node: MappingNode, path: Path) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.report(key, "a key must be text, not a list or a mapping")
            elif str(key.value) == "<<":
                self.report(key, "merge keys ('<<') are not supported; write the keys out")
            elif str(key.value) in values:
                self.report_duplicate(key, path)
            else:
                self.add(values, key, value, path)
        return values
