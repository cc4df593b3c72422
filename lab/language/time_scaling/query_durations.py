"""Finds where durations stand in PromQL and LogQL: in ranges, in subqueries, behind `offset`.

It looks at words, not at grammar: both languages write these alike, and a query that does not parse is for `promql` to
say. A duration that serves as a number (`x > 5m`, LogQL's `| took > 10s`) is a threshold, not a time to wait for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lab.language.time_scaling.durations import milliseconds_of

_TOKEN = re.compile(
    r"""
      (?P<string> "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | `[^`]*` )
    | (?P<quiet> \s+ | \#[^\n]* )
    | (?P<word> [^\W\d]\w* (?: : [^\W\d]\w* )* )
    | (?P<time> [0-9][\w.]* )
    | (?P<sign> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Duration:
    """Positions are those of the query."""

    start: int
    end: int
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is shown as one: `[30m:1m]` or `offset 5m`."""

    start: int
    end: int
    durations: tuple[Duration, ...]


def stretches(query: str) -> Iterator[Stretch]:
    opened: int | None = None  # where the bracket or the `offset` begins
    inside: list[Duration] = []
    for token in _TOKEN.finditer(query):
        kind, text = token.lastgroup, token[0]
        in_bracket = opened is not None and query[opened] == "["
        match kind, text:
            case "quiet", _:
                continue
            case "sign", "[":
                opened, inside = token.start(), []
            case "sign", "]" if opened is not None and in_bracket:
                if inside:
                    yield Stretch(opened, token.end(), tuple(inside))
                opened = None
            case "time", _ if opened is not None and (worth := _worth(query, token, in_bracket)) is not None:
                inside.append(Duration(token.start(), token.end(), worth))
                if not in_bracket:
                    yield Stretch(opened, token.end(), tuple(inside))
                    opened = None
            case "sign", "-" | "+" | "(":
                continue
            case "word", _ if not in_bracket:
                opened, inside = (token.start(), []) if text.lower() == "offset" else (None, [])
            case _ if not in_bracket:
                opened = None


def _worth(query: str, token: re.Match[str], in_bracket: bool) -> int | None:
    """A bare number is seconds where it is all that stands there; `[5m * 2]` has a factor, which is none."""
    if not _SECONDS.fullmatch(token[0]):
        return milliseconds_of(token[0])
    before, after = query[: token.start()].rstrip()[-1:], query[token.end() :].lstrip()[:1]
    alone = before in "[:" and after in "]:" if in_bracket else True
    return round(float(token[0]) * 1000) if alone else None
