"""A usual mistake in a query: where it is, what is wrong, and the text that is usually meant.

Each rule finds one kind of mistake. Rules look at queries that do not parse, so they may be generous: a correction that
does not parse is never proposed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from lab.language.promql_syntax.tokens import Draft, Token


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces the characters from `start` to `end`; inserts where both are equal."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """`start`: the character it is at. Without edits there is no usual correction. `decisive`: whatever else is wrong,
    this is it, as in a query of another language."""

    start: int
    message: str
    edits: tuple[Edit, ...] = ()
    decisive: bool = False

    def corrected(self, query: str) -> str:
        for edit in sorted(self.edits, key=lambda edit: -edit.start):
            query = query[: edit.start] + edit.text + query[edit.end :]
        return query


Rule: TypeAlias = Callable[[Draft], Iterator[Mistake]]


def replace_token(token: Token, text: str, message: str) -> Mistake:
    return Mistake(token.start, message, (Edit(token.start, token.end, text),))


def insert(at: int, text: str) -> Edit:
    return Edit(at, at, text)


def remove(start: int, end: int) -> Edit:
    return Edit(start, end, "")
