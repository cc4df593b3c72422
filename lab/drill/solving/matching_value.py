"""A value of a label that satisfies matchers."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from lab.why.expression import Matcher

_FEW = 16  # characters: no pattern takes long for them
_REPEATED = "_REPEAT"
_MOST = 40  # characters of a value that is made for a pattern
_CLASSES = {"CATEGORY_DIGIT": "0", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a"}


def pool(matchers: Iterable[Matcher], default: str) -> tuple[str, ...]:
    """Values that are worth trying for a label: those of equality first, then the default, then those of patterns."""
    matchers = tuple(matchers)
    equal = [m.value for m in matchers if m.op == "=" and m.value]
    patterns = [value for m in matchers if m.op == "=~" for value in examples(m.value)]
    other = [f"other-{default}", "a", "0", "1", "true"]
    return tuple(dict.fromkeys([*equal, default, *(value for value in patterns if value), *other, ""]))


def accepts(matcher: Matcher, value: str) -> bool:
    """As the matcher does. A pattern that may take Python exponential time passes, as one that it cannot compile."""
    if matcher.op in ("=~", "!~") and len(value) > _FEW and _may_backtrack(matcher.value):
        return True
    return matcher.accepts(value)


@lru_cache(maxsize=1024)
def is_bounded(pattern: str) -> bool:
    """Whether Python knows the pattern, and takes no exponential time for it."""
    return not pattern or (bool(_parsed(pattern)) and not _may_backtrack(pattern))


@lru_cache(maxsize=1024)
def _may_backtrack(pattern: str) -> bool:
    """Whether something is repeated without end that has such a repetition itself."""
    return any(_REPEATED in str(below) for below in _repetitions(_parsed(pattern)))


def _repetitions(nodes: Any) -> Iterator[Any]:
    for kind, value in nodes:
        if _REPEATED in str(kind) and value[1] > _FEW:
            yield list(value[2])
        inner = [value[3]] if str(kind) == "SUBPATTERN" else value[1] if str(kind) == "BRANCH" else []
        for below in inner:
            yield from _repetitions(below)


def _parsed(pattern: str) -> list[Any]:
    """The pattern as Python's own parser reads it; empty for one that it does not."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(re._parser.parse(pattern))  # type: ignore[attr-defined]
    except (re.error, RecursionError, OverflowError):
        return []


def examples(pattern: str) -> Iterator[str]:
    """Texts that the pattern matches: one for each of its outermost alternatives."""
    matcher = Matcher("", "=~", pattern)
    for text in _alternatives(parsed) if (parsed := _parsed(pattern)) else ():
        if len(text) <= _MOST and accepts(matcher, text):
            yield text


def _alternatives(nodes: list[Any]) -> Iterator[str]:
    if len(nodes) == 1 and str(nodes[0][0]) == "BRANCH":
        for branch in nodes[0][1][1]:
            yield from _alternatives(list(branch))
    elif len(nodes) == 1 and str(nodes[0][0]) == "IN":  # a|b of single letters is a class to the parser
        yield from (chr(value) for kind, value in nodes[0][1] if str(kind) == "LITERAL" and not _negated(nodes[0][1]))
        yield _of_class(nodes[0][1])
    elif len(nodes) == 1 and str(nodes[0][0]) == "SUBPATTERN":
        yield from _alternatives(list(nodes[0][1][3]))
    else:
        yield "".join(_text(node) for node in nodes)
        yield "".join(_text(node, optional=True) for node in nodes)


def _text(node: Any, *, optional: bool = False) -> str:
    """`optional`: with one of what may be missing."""
    kind, value = str(node[0]), node[1]
    match kind:
        case "LITERAL":
            return chr(value)
        case "NOT_LITERAL":
            return "b" if value == ord("a") else "a"
        case "ANY":
            return "a"
        case "IN":
            return _of_class(value)
        case "BRANCH":
            return "".join(_text(inner, optional=optional) for inner in value[1][0])
        case "SUBPATTERN":
            return "".join(_text(inner, optional=optional) for inner in value[3])
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, inner = value
            times = min(max(int(least), 1 if optional else 0), int(most), _MOST)
            return "".join(_text(part, optional=optional) for part in inner) * times
    return ""


def _of_class(members: Any) -> str:
    if _negated(members):
        refused = {member[1] for member in members if str(member[0]) == "LITERAL"}
        return next(letter for letter in "a0bc-_xyz" if ord(letter) not in refused)
    for kind, value in members:
        match str(kind):
            case "LITERAL":
                return chr(value)
            case "RANGE":
                return chr(value[0])
            case "CATEGORY":
                return _CLASSES.get(str(value), "a")
    return ""


def _negated(members: Any) -> bool:
    return str(members[0][0]) == "NEGATE"
