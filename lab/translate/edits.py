"""Edits of a text by position, which leave everything between them as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lab.translate.tree import Span


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces the characters from `start` to `end`, which may be none."""

    start: int
    end: int
    text: str


class Edits:
    """Collects edits, those of inner parts before those of outer ones."""

    def __init__(self) -> None:
        self._opened: dict[int, str] = {}
        self._closed: dict[int, str] = {}
        self._replaced: dict[int, tuple[int, str]] = {}

    def __bool__(self) -> bool:
        return bool(self._opened or self._closed or self._replaced)

    def replace(self, span: Span, text: str) -> None:
        self._replaced[span.start] = (span.end, text)

    def wrap(self, span: Span, before: str, after: str) -> None:
        """Text around a part, outside of what was put around it before."""
        self._opened[span.start] = before + self._opened.get(span.start, "")
        self._closed[span.end] = self._closed.get(span.end, "") + after

    def insert(self, position: int, text: str) -> None:
        self._opened[position] = self._opened.get(position, "") + text

    def all(self) -> tuple[Edit, ...]:
        edits = []
        for position in sorted({*self._opened, *self._closed, *self._replaced}):
            added = self._closed.get(position, "") + self._opened.get(position, "")
            end, text = self._replaced.get(position, (position, ""))
            edits.append(Edit(position, end, added + text))
        return tuple(edits)


def applied(text: str, edits: Iterable[Edit]) -> str:
    parts, position = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        parts += [text[position : edit.start], edit.text]
        position = edit.end
    return "".join([*parts, text[position:]])
