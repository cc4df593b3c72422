"""The known names most similar to an unknown one: first other separators, then another suffix, then misspellings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

LIMIT = 3
# Among names that differ only in the suffix, the first of these is probably meant.
_SUFFIXES = ("_total", "_count", "_sum", "_bucket", "_info", "_ratio", "_seconds", "_milliseconds", "_bytes")
_IGNORED = "_created"  # creation times of counters
_VERY_SIMILAR, _SIMILAR = 0.9, 0.75


def nearest(word: str, known: Iterable[str], limit: int = LIMIT) -> tuple[str, ...]:
    others = (name for name in set(known) if name != word and not name.endswith(_IGNORED))
    ranked = sorted((rank, name) for name in others if (rank := _rank(word, name)) is not None)
    return tuple(name for _, name in ranked[:limit])


def _rank(word: str, name: str) -> tuple[int, bool, int, float] | None:
    """Smaller is nearer; None for a name that is not near."""
    if not _same_levels(word, name):
        return None
    ratio = SequenceMatcher(None, word, name).ratio()
    word_parts, name_parts = _words(word), _words(name)
    if _plain(name) == _plain(word):
        tier = 0
    elif _stem(name) == _stem(word):
        tier = 1
    elif ratio >= _VERY_SIMILAR:
        tier = 2
    elif any(len(shared) > 4 for shared in word_parts & name_parts) and (
        word_parts <= name_parts or name_parts <= word_parts
    ):
        tier = 3  # the words of one are all in the other: requests_total and http_requests_total
    elif ratio >= _SIMILAR:
        tier = 4
    else:
        return None
    return tier, _suffix(name) != _suffix(word), _SUFFIXES.index(_suffix(name)) if _suffix(name) else 2, -ratio


def _same_levels(word: str, name: str) -> bool:
    """False for names of two recording rules (`level:metric:operations`) that differ in a part by more than spelling:
    most of the letters are then those of the parts that rules share."""
    mine, theirs = word.split(":"), name.split(":")
    if len(mine) < 2 or len(mine) != len(theirs):
        return True
    return all(SequenceMatcher(None, *parts).ratio() >= _SIMILAR for parts in zip(mine, theirs, strict=True))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _suffix(name: str) -> str:
    return next((suffix for suffix in _SUFFIXES if name.endswith(suffix)), "")


def _stem(name: str) -> str:
    """Without the suffixes of units, types and histogram parts: `http_request_duration` of its `_seconds_sum`."""
    name = re.sub(r"[^a-z0-9]", "_", name.lower())
    while suffix := _suffix(name):
        name = name.removesuffix(suffix)
    return name


def _words(name: str) -> set[str]:
    return set(re.split(r"[^a-z0-9]+", name.lower())) - {"", "total", "count"}
