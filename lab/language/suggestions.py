"""Suggests the nearest known name for an unknown one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

MAX_CHARACTERS = 200
MAX_NAMES = 2_000
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


def suggestion(name: str, known: Iterable[str]) -> Suggestion:
    names = tuple(dict.fromkeys(known))
    if len(name) > MAX_CHARACTERS or len(names) > MAX_NAMES:
        return Suggestion(None, names)  # comparing would take long
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return Suggestion(near[0] if near else None, names)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The suggestion as the end of a message."""
    return str(suggestion(name, known))
