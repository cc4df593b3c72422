"""The names of all metrics, ordered by their words: among thousands of names, those that resemble one are found without
comparing it with every other."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

_SUFFIXES = (
    *("total", "count", "sum", "bucket", "info", "ratio", "seconds", "milliseconds", "bytes", "microseconds"),
    *("created", "percent", "celsius", "meters", "volts", "joules"),
)
Words = tuple[str, ...]


@lru_cache(maxsize=20_000)
def words_of(name: str) -> Words:
    return tuple(word for word in re.split(r"[^a-z0-9]+", name.lower()) if word)


@lru_cache(maxsize=20_000)
def stem_of(name: str) -> Words:
    """Its words, without those of units, types and parts of histograms at its end."""
    words = words_of(name)
    end = len(words)
    while end > 1 and words[end - 1] in _SUFFIXES:
        end -= 1
    return words[:end]


@dataclass(frozen=True)
class KnownNames:
    names: frozenset[str]

    def with_stem_like(self, name: str) -> list[str]:
        """Those whose stem is the same, or differs in one word."""
        stem = stem_of(name)
        found = {other: None for key in _but_one(stem) for other in self._but_one_word.get(key, ())}
        return sorted(other for other in found if other != name)

    def with_words_of(self, name: str) -> list[str]:
        """Those that have at least half of its words."""
        words = set(words_of(name))
        counted = Counter(other for word in words for other in self._by_word.get(word, ()))
        return sorted(other for other, number in counted.items() if 2 * number >= len(words) and other != name)

    @cached_property
    def _but_one_word(self) -> dict[tuple[int, Words], list[str]]:
        index: dict[tuple[int, Words], list[str]] = defaultdict(list)
        for name in self.names:
            for key in _but_one(stem_of(name)):
                index[key].append(name)
        return dict(index)

    @cached_property
    def _by_word(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        for name in self.names:
            for word in set(words_of(name)):
                index[word].append(name)
        return dict(index)


def _but_one(stem: Words) -> list[tuple[int, Words]]:
    """The stem without each of its words, and which one that is."""
    return [(position, (*stem[:position], *stem[position + 1 :])) for position in range(len(stem))]


@lru_cache(maxsize=8)
def _known(names: frozenset[str]) -> KnownNames:
    return KnownNames(names)


def known_names(names: Iterable[str]) -> KnownNames:
    return _known(names if isinstance(names, frozenset) else frozenset(names))
