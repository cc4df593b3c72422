"""Bounds on PromQL before it is given to the native parser, which a query from a stranger could crash or exhaust.

The parser copies each part of a query once for every level above it, aborts the process when it is nested deeply,
panics on a duration that it cannot hold, and compiles each regular expression with Unicode classes, which takes
milliseconds for `\\w{10}`. So long, deep and costly queries never reach it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lab.language.regex_cost import bounded_pattern
from lab.language.time_scaling.durations import MAX_SECONDS, seconds_of

MAX_CHARACTERS = 50_000
MAX_DEPTH = 150  # of operators, parentheses and calls
MAX_WORK = 1_000_000  # depth times words and signs
_MAX_TIMESTAMP = 253_402_300_799  # the end of the year 9999

# A string that is not closed ends with the query: no character is then looked at twice.
_STRING = r'"(?:\\.|[^"\\])*(?:"|\\?\Z)|\'(?:\\.|[^\'\\])*(?:\'|\\?\Z)|`[^`]*(?:`|\Z)'
_NUMBER = r"[+-]?(?:0[xX][0-9a-fA-F_]+|[0-9_.]*[0-9.](?:[eE][-+]?[0-9_]+)?|[iI][nN][fF]|[nN][aA][nN])"
_OPAQUE = re.compile(rf"{_STRING}|#[^\n]*", re.DOTALL)
_TOKEN = re.compile(
    rf"(?P<string>{_STRING})|(?P<space>\s+|#[^\n]*)|(?P<word>[^\W\d][\w:]*)|(?P<number>[0-9.][\w.]*)"
    r"|(?P<sign>[=!<>]=|[=!]~|.)",
    re.DOTALL,
)
_REGEX_MATCHER = re.compile(rf"(?P<op>[=!]~\s*)(?P<value>{_STRING})|{_STRING}|#[^\n]*", re.DOTALL)
_LENGTHS = re.compile(rf"\[[^\]]*\]?|\boffset\s*(?:[-+]\s*)*{_NUMBER}", re.IGNORECASE)
_TIMESTAMP = re.compile(rf"@\s*([-+]?)\s*({_NUMBER}\w*)")
_OPERATORS = frozenset({"+", "-", "*", "/", "%", "^", "==", "!=", "<", ">", "<=", ">=", "and", "or", "unless", "atan2"})
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([abfnrtv\\'\"]))")
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


@dataclass(frozen=True, slots=True)
class BoundedQuery:
    """A query that the native parser can be given. `patterns`: regular expression in it -> as the user wrote it."""

    text: str
    patterns: Mapping[str, str]


def bounds_error(query: str) -> str | None:
    """Why a query is too large to be checked; None when it is not."""
    if len(query) > MAX_CHARACTERS:
        return f"the query has {len(query):,} characters; at most {MAX_CHARACTERS:,} are allowed, so split it"
    depth, tokens = _size(query)
    if depth > MAX_DEPTH:
        return f"operators and parentheses are nested {depth} deep; at most {MAX_DEPTH} are allowed, so split the query"
    if depth * tokens > MAX_WORK:
        return f"the query is too large: {tokens:,} tokens, nested {depth} deep; split it"
    code = _OPAQUE.sub(lambda opaque: '""' if opaque[0][0] != "#" else " ", query)
    for length in _LENGTHS.finditer(code):
        if any(not abs(_value(number)) <= MAX_SECONDS for number in re.findall(_NUMBER, length[0][1:])):
            return f"{_short(length[0])}: a duration of more than 292 years; Prometheus cannot hold it"
    for timestamp in _TIMESTAMP.finditer(code):
        number = _value(timestamp[2])
        if not abs(number) <= _MAX_TIMESTAMP or (number and (timestamp[1] + timestamp[2]).startswith("-")):
            return f"{_short(timestamp[0])}: a timestamp is in seconds since 1970, from 0 to {_MAX_TIMESTAMP}"
    return None


def bounded_query(query: str) -> BoundedQuery:
    """The query with its regular expressions as Prometheus reads them, `\\w` without Unicode; costly ones left out.

    Raises ValueError for a query that is too large.
    """
    if error := bounds_error(query):
        raise ValueError(error)
    patterns: dict[str, str] = {}

    def bounded(match: re.Match[str]) -> str:
        if not match["op"]:
            return _without_backquotes(match[0])
        pattern = _text_of(match["value"])
        if pattern is None or (light := bounded_pattern(pattern, len(patterns))) == pattern:
            return match["op"] + _without_backquotes(match["value"])
        patterns[light] = pattern
        return f"{match['op']}{_quoted(light)}"

    return BoundedQuery(_REGEX_MATCHER.sub(bounded, query), patterns)


def _size(query: str) -> tuple[int, int]:
    """The depth of the tree that the parser would build, at most, and the number of words and signs."""
    levels = [(0, 0)]  # operators of this level since the last comma, and the depth of what it has so far
    tokens = 0
    for token in _TOKEN.finditer(query):
        text = token[0]
        if token.lastgroup == "space":
            continue
        tokens += 1
        if token.lastgroup == "string":
            continue
        operators, below = levels[-1]
        if text in _OPENING:
            levels.append((0, 0))
        elif text in _CLOSING and len(levels) > 1:
            levels.pop()
            upper, beside = levels[-1]
            levels[-1] = upper, max(beside, operators + below + 1)
        elif text == ",":
            levels[-1] = 0, max(below, operators + below)
        elif text.lower() in _OPERATORS:
            levels[-1] = operators + 1, below
    depth = 0
    while levels:
        operators, below = levels.pop()
        depth = operators + max(below, depth) + 1
    return depth, tokens


def _value(number: str) -> float:
    """Infinity for what is no number."""
    if (duration := seconds_of(number)) is not None:
        return duration
    text = number.replace("_", "").lower()
    try:
        return float(int(text, 16)) if "0x" in text else float(text)
    except (ValueError, OverflowError):
        return 0.0 if text.strip("+-.") == "" else float("inf")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


def _text_of(literal: str) -> str | None:
    """The value of a string literal; None when it is not closed or has an escape that PromQL does not know."""
    inner = literal[1:-1]
    if len(literal) < 2 or literal[0] != literal[-1]:
        return None
    if literal[0] == "`" or "\\" not in inner:
        return inner
    if "\\" in _ESCAPE.sub("", inner):
        return None
    try:
        return _ESCAPE.sub(_escaped, inner)
    except (ValueError, OverflowError):
        return None


def _without_backquotes(literal: str) -> str:
    """The parser's library takes a backslash between backquotes for an escape, which it is not in PromQL."""
    text = _text_of(literal) if literal.startswith("`") and "\\" in literal else None
    return literal if text is None else _quoted(text)


def _escaped(match: re.Match[str]) -> str:
    byte, short, long, octal, simple = match.groups()
    if simple:
        return _SIMPLE.get(simple, simple)
    return chr(int(octal, 8) if octal else int(byte or short or long, 16))


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
