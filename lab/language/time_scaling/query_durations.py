"""Finds the durations in a PromQL or LogQL query: in ranges, in subqueries and after `offset`.

It works on tokens, because the notation is the same in both languages; queries that do not parse are reported by
`promql`. A duration used as a number (`x > 5m`, LogQL's `| took > 10s`) is a threshold and does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lab.language.time_scaling.durations import MAX_SECONDS, milliseconds_of

_TOKEN = re.compile(
    r"""
      (?P<string> "(?:\\.|[^"\\])*(?:"|\\?\Z) | '(?:\\.|[^'\\])*(?:'|\\?\Z) | `[^`]*(?:`|\Z) )
    | (?P<space> \s+ | \#[^\n]* )
    | (?P<name> [^\W\d]\w* (?: : [^\W\d]\w* )* )
    | (?P<number> [0-9][\w.]* )
    | (?P<sign> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Duration:
    """A duration in a query, from position `start` to `end`."""

    start: int
    end: int
    milliseconds: int


@dataclass(frozen=True, slots=True)
class DurationSpan:
    """A part of a text with its durations, as reports show it: `[30m:1m]` or `offset 5m`. Positions in the text."""

    start: int
    end: int
    durations: tuple[Duration, ...]


def duration_spans(query: str) -> Iterator[DurationSpan]:
    opening: int | None = None  # position of the bracket or the `offset` that a duration may belong to
    durations: list[Duration] = []
    for token in _TOKEN.finditer(query):
        kind, text = token.lastgroup, token[0]
        in_bracket = opening is not None and query[opening] == "["
        match kind, text:
            case "space", _:
                continue
            case "sign", "[":
                opening, durations = token.start(), []
            case "sign", "]" if opening is not None and in_bracket:
                if durations:
                    yield DurationSpan(opening, token.end(), tuple(durations))
                opening = None
            case "number", _ if opening is not None and (length := _milliseconds(query, token, in_bracket)) is not None:
                durations.append(Duration(token.start(), token.end(), length))
                if not in_bracket:
                    yield DurationSpan(opening, token.end(), tuple(durations))
                    opening = None
            case "sign", "-" | "+" | "(":
                continue
            case "name", _ if not in_bracket:
                opening, durations = (token.start(), []) if text.lower() == "offset" else (None, [])
            case _ if not in_bracket:
                opening = None


def _milliseconds(query: str, token: re.Match[str], in_bracket: bool) -> int | None:
    """The length of a duration token; None for a factor. A bare number is in seconds only if it stands alone."""
    if not _SECONDS.fullmatch(token[0]):
        return milliseconds_of(token[0])
    before, after = query[: token.start()].rstrip()[-1:], query[token.end() :].lstrip()[:1]
    alone = before in "[:" and after in "]:" if in_bracket else True
    seconds = float(token[0])
    return round(seconds * 1000) if alone and seconds <= MAX_SECONDS else None
