"""The names nearest to one that is not there: written otherwise, with another ending, or misspelt, in this order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

MOST = 3
# Of several that differ in nothing else, the first tells most people what they want to know.
_ENDINGS = ("_total", "_count", "_sum", "_bucket", "_info", "_ratio", "_seconds", "_milliseconds", "_bytes")
_NEVER_MEANT = "_created"  # when a counter began, which stands beside each
_ALIKE, _CLOSE = 0.9, 0.75


def nearest(word: str, known: Iterable[str], most: int = MOST) -> tuple[str, ...]:
    others = (name for name in set(known) if name != word and not name.endswith(_NEVER_MEANT))
    ranked = sorted((rank, name) for name in others if (rank := _rank(word, name)) is not None)
    return tuple(name for _, name in ranked[:most])


def _rank(word: str, name: str) -> tuple[int, bool, int, float] | None:
    """The smaller the nearer; None for what is not near."""
    ratio = SequenceMatcher(None, word, name).ratio()
    ours, theirs = _parts(word), _parts(name)
    if _plain(name) == _plain(word):
        tier = 0
    elif _stem(name) == _stem(word):
        tier = 1
    elif ratio >= _ALIKE:
        tier = 2
    elif any(len(part) > 4 for part in ours & theirs) and (ours <= theirs or theirs <= ours):
        tier = 3  # one within the other, word by word: requests_total and http_requests_total
    elif ratio >= _CLOSE:
        tier = 4
    else:
        return None
    return tier, _ending(name) != _ending(word), _ENDINGS.index(_ending(name)) if _ending(name) else 2, -ratio


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _ending(name: str) -> str:
    return next((ending for ending in _ENDINGS if name.endswith(ending)), "")


def _stem(name: str) -> str:
    """Without the endings of units, types and parts of a histogram: `http.request.duration` of its `_seconds_sum`."""
    name = re.sub(r"[^a-z0-9]", "_", name.lower())
    while ending := _ending(name):
        name = name.removesuffix(ending)
    return name


def _parts(name: str) -> set[str]:
    return set(re.split(r"[^a-z0-9]+", name.lower())) - {"", "total", "count"}
