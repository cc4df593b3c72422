"""The nearest known name for one that is not."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that a word is most likely meant to be; None when none is near."""
    return next(iter(difflib.get_close_matches(word, list(dict.fromkeys(known)), n=1, cutoff=0.6)), None)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?`, or the known names when none is near, or nothing when there are too many to list."""
    names = list(dict.fromkeys(known))
    if near := nearest(word, names):
        return f"; did you mean {near!r}?"
    if 0 < len(names) <= 16:
        return f"; known: {', '.join(names)}"
    return ""
