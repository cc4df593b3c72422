"""Whether a name or value is another one misspelt. Stricter than `lab.why.nearest`, whose nearest names are hints: here
one decides that a query is broken, and `..._receive_errs_total` is no misspelt `..._receive_drop_total`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lab.audit.known_names import known_names, stem_of, words_of
from lab.why.nearest import nearest
from lab.why.senders import prefix_of, related
from lab.why.units import factor, unit_of

_CANDIDATES = 8
_MIN_WORD = 4  # letters; `tx` is not a misspelt `rx`
_HISTOGRAM = ("_bucket", "_sum", "_count")
_NEGATIONS = ("un", "in", "dis", "non", "not", "im", "ab")


def misspelt_metric(name: str, known: Iterable[str]) -> str:
    """The known metric that this one is meant to be: other separators or case, another suffix, or a letter or two;
    empty when there is none."""
    alike = related(name, known_names(known).with_stem_like(name))
    found = [other for other in alike if _same_metric(name, other)]
    return next(iter(nearest(name, found, 1) or found), "")


def with_namespace(name: str, known: Iterable[str]) -> str:
    """The known metric that is this one with a namespace in front, or without the one that it has: `shop_requests` for
    `requests`. Only for what one application sends: others have metrics of such names too."""
    for other in nearest_of_many(name, known):
        mine, theirs = stem_of(name), stem_of(other)
        if prefix_of(other) == prefix_of(name) and (_ends_with(mine, theirs) or _ends_with(theirs, mine)):
            return other
    return ""


def nearest_of_many(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """As `lab.why.nearest`, which compares letter by letter, among those that share half of the words."""
    return nearest(name, related(name, known_names(known).with_words_of(name)), _CANDIDATES)


def _same_metric(name: str, other: str) -> bool:
    stem, their_stem = stem_of(name), stem_of(other)
    if (":" in name) != (":" in other) or len(stem) != len(their_stem):
        return False
    if factor(unit_of(name), unit_of(other)) is None or _parts_of_histogram(name, other):
        return False
    return stem == their_stem or _one_word_misspelt(stem, their_stem)


def _parts_of_histogram(name: str, other: str) -> bool:
    """`x_sum` and `x_count` are two things; `x` and `x_count` may be meant to be one."""
    mine = next((part for part in _HISTOGRAM if name.endswith(part)), "")
    theirs = next((part for part in _HISTOGRAM if other.endswith(part)), "")
    return bool(mine) and bool(theirs) and mine != theirs


def _ends_with(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """One word may be a part of anything."""
    return 2 <= len(shorter) < len(longer) and longer[-len(shorter) :] == shorter


def _one_word_misspelt(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    differing = [pair for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and misspelt_word(*differing[0])


def misspelt_word(one: str, other: str) -> bool:
    """One letter off, two in a long word. Another first letter, a number, or a negation in front make another word."""
    short, long = sorted((one, other), key=len)
    if len(short) < _MIN_WORD or one[0] != other[0] or re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return False
    if any(long == prefix + short for prefix in _NEGATIONS):
        return False
    return _distance(one, other) <= (1 if len(short) < 8 else 2)


def misspelt_value(value: str, known: Iterable[str]) -> str:
    """The known value of a label that is the same but for case, separators or a letter; empty when there is none."""
    others = sorted({other for other in known if other and other != value})
    plain = _plain(value)
    same = [other for other in others if plain and _plain(other) == plain]
    near = same or [other for other in others if _words_misspelt(value, other)]
    return near[0] if near else ""


def same_sender(value: str, known: Iterable[str]) -> str:
    """Of labels that say whose a series is: the known value that is the same but for case, separators, a port or a
    namespace that one of them lacks, or a letter. `prod-us` is no misspelt `prod-eu`."""
    others = sorted({other for other in known if other and other != value})
    lacking = [other for other in others if _without_port(value, other) or _without_namespace(value, other)]
    return next(iter(lacking), "") or misspelt_value(value, others)


def _without_port(value: str, other: str) -> bool:
    """Two addresses with two ports are two targets."""
    (host, _, port), (other_host, _, other_port) = (text.lower().rpartition(":") for text in (value, other))
    return (not host and port == other_host) or (not other_host and other_port == host)


def _without_namespace(value: str, other: str) -> bool:
    """`api` and `shop/api`, as OTLP writes a job: service.namespace/service.name."""
    return value == other.rpartition("/")[2] or other == value.rpartition("/")[2]


def _words_misspelt(value: str, other: str) -> bool:
    mine, theirs = words_of(value), words_of(other)
    return len(mine) == len(theirs) and _one_word_misspelt(mine, theirs)


def _plain(value: str) -> str:
    return re.sub(r"[^a-z0-9]", "", value.lower())


def _distance(one: str, other: str) -> int:
    """Levenshtein's, with two swapped letters as one step; 3 for anything beyond 2."""
    if abs(len(one) - len(other)) > 2:
        return 3
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            step = min(row[j - 1] + 1, rows[-1][j] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                step = min(step, rows[-2][j - 2] + 1)
            row.append(step)
        rows.append(row)
    return min(rows[-1][-1], 3)
