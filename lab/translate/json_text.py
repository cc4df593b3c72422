"""Reads JSON with the place of every value in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]
from typing import Any, TypeAlias

from lab.errors import Place, Problem, Problems
from lab.translate.tree import Span

Path: TypeAlias = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WORDS = {"true": True, "false": False, "null": None}
MAX_DEPTH = 100


@dataclass(frozen=True, slots=True)
class JsonText:
    """`spans`: path -> the characters of the value, quotes included."""

    data: Any
    spans: dict[Path, Span]


def read_json(text: str, file: str) -> JsonText:
    """Raises Problems."""
    scanner = _Scanner(text)
    try:
        data, end = scanner.value(scanner.space(0), ())
        if scanner.space(end) != len(text):
            raise JSONDecodeError("extra data", text, end)
    except JSONDecodeError as error:
        place = Place(file, error.lineno, error.colno)
        raise Problems((Problem(place, f"not JSON: {error.msg.lower()}"),)) from None
    return JsonText(data, scanner.spans)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.spans: dict[Path, Span] = {}

    def space(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def value(self, at: int, path: Path) -> tuple[Any, int]:
        if len(path) > MAX_DEPTH:
            raise JSONDecodeError("values are nested too deeply", self.text, at)
        value, end = self._value(at, path)
        self.spans[path] = Span(at, end)
        return value, end

    def _value(self, at: int, path: Path) -> tuple[Any, int]:
        character = self.text[at : at + 1]
        if character == '"':
            value, end = scanstring(self.text, at + 1, False)
            return value, end
        if character == "{":
            return self.mapping(at + 1, path)
        if character == "[":
            return self.sequence(at + 1, path)
        for word, meant in _WORDS.items():
            if self.text.startswith(word, at):
                return meant, at + len(word)
        if match := _NUMBER.match(self.text, at):
            number = match[0]
            return (float(number) if re.search(r"[.eE]", number) else int(number)), match.end()
        raise JSONDecodeError("expecting value", self.text, at)

    def mapping(self, at: int, path: Path) -> tuple[dict[str, Any], int]:
        values: dict[str, Any] = {}
        at = self.space(at)
        while self.text[at : at + 1] != "}":
            if self.text[at : at + 1] != '"':
                raise JSONDecodeError("expecting property name enclosed in double quotes", self.text, at)
            key, at = scanstring(self.text, at + 1, False)
            at = self.space(at)
            if self.text[at : at + 1] != ":":
                raise JSONDecodeError("expecting ':' delimiter", self.text, at)
            values[key], at = self.value(self.space(at + 1), (*path, key))
            at = self.after_value(at, "}")
        return values, at + 1

    def sequence(self, at: int, path: Path) -> tuple[list[Any], int]:
        values: list[Any] = []
        at = self.space(at)
        while self.text[at : at + 1] != "]":
            value, at = self.value(at, (*path, len(values)))
            values.append(value)
            at = self.after_value(at, "]")
        return values, at + 1

    def after_value(self, at: int, closing: str) -> int:
        at = self.space(at)
        if self.text[at : at + 1] == ",":
            at = self.space(at + 1)
            if self.text[at : at + 1] != closing:
                return at
        elif self.text[at : at + 1] == closing:
            return at
        raise JSONDecodeError("expecting ',' delimiter", self.text, at)
