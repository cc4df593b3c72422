"""Suggests the nearest known name for an unknown one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

MAX_CHARACTERS = 200
MAX_NAMES = 2_000
MAX_COMPARISONS = 20_000  # of one plan, 20 microseconds each
_MOST_LISTED = 16


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The known name that is most like an unknown one (None when none is), and all known names."""

    nearest: str | None
    known: tuple[str, ...]

    def __str__(self) -> str:
        """`; did you mean 'x'?`, else the known names unless there are too many to list."""
        if self.nearest is not None:
            return f"; did you mean {self.nearest!r}?"
        if 0 < len(self.known) <= _MOST_LISTED:
            return f"; known: {', '.join(self.known)}"
        return ""


_left: ContextVar[list[int] | None] = ContextVar("left", default=None)


@contextmanager
def bounded_suggestions(comparisons: int = MAX_COMPARISONS) -> Iterator[None]:
    """Inside, names are compared so often only: a file from a stranger may have thousands of unknown ones."""
    token = _left.set([comparisons])
    try:
        yield
    finally:
        _left.reset(token)


def suggestion(name: str, known: Iterable[str]) -> Suggestion:
    names = tuple(dict.fromkeys(known))
    left = _left.get()
    if left is not None:
        left[0] -= len(names)
    if len(name) > MAX_CHARACTERS or len(names) > MAX_NAMES or (left is not None and left[0] < 0):
        return Suggestion(None, names)  # comparing would take long
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return Suggestion(near[0] if near else None, names)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The suggestion as the end of a message."""
    return str(suggestion(name, known))
