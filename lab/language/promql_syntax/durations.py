"""Durations that PromQL writes otherwise: `5min`, `1.5m`, `1m30`, `5 m`, `1m 30s`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from lab.language.promql_syntax.mistake import Edit, Mistake
from lab.language.promql_syntax.tokens import Draft
from lab.language.quantities import format_duration
from lab.language.time_scaling.durations import MAX_SECONDS, seconds_of

_UNITS = {
    "millisecond": "ms",
    "milli": "ms",
    "second": "s",
    "sec": "s",
    "minute": "m",
    "min": "m",
    "hour": "h",
    "hr": "h",
    "day": "d",
    "week": "w",
    "year": "y",
    "month": "M",
    "mo": "M",
}
_SECONDS = {
    "ms": Fraction(1, 1000),
    **{unit: Fraction(seconds_of(f"1{unit}") or 0) for unit in "smhdwy"},
    "M": Fraction(30 * 86400),
}
_ITEM = re.compile(r"(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*")
_RANGE = re.compile(r"\[([^\[\]{}()\"]*)\]")
_OFFSET = re.compile(r"\boffset\s+(-?)\s*[\"']?((?:\d+(?:\.\d+)?\s*[a-zA-Z]*\s*)+)[\"']?", re.IGNORECASE)
_HINT = "a duration is written without spaces and fractions, with the units ms, s, m, h, d, w, y"


def durations_in_brackets(draft: Draft) -> Iterator[Mistake]:
    for match in _RANGE.finditer(draft.text):
        inner = match[1].replace('"', "")
        parts = re.split(r"[:;,/]", inner)
        if len(parts) > 2:
            continue
        better = [_duration(part.strip().removeprefix("-")) if part.strip() else "" for part in parts]
        if any(text is None for text in better):
            continue
        corrected = ":".join(text or "" for text in better)
        if corrected and corrected != inner:
            yield Mistake(match.start(1), _HINT, (Edit(match.start(1), match.end(1), corrected),))


def durations_of_offset(draft: Draft) -> Iterator[Mistake]:
    for match in _OFFSET.finditer(draft.text):
        text = match[2].strip()
        better = _duration(text)
        start, quoted = match.start(2), draft.text[match.start(2) - 1] in "\"'"
        if better and (better != text or quoted):
            end = match.end() if quoted else start + len(text)
            yield Mistake(start, _HINT, (Edit(start - quoted, end, better),))


def _duration(text: str) -> str | None:
    """The duration as PromQL writes it; None when it is none at all. A number without a unit takes the next smaller
    one, and seconds when it stands alone."""
    if seconds_of(text):
        return text
    items = _ITEM.findall(text)
    if not items or "".join(number + unit for number, unit in items) != re.sub(r"\s", "", text):
        return None
    total, smaller = Fraction(0), "s"
    for number, unit in items:
        known = _unit(unit) if unit else smaller
        if known is None:
            return None
        total += Fraction(number) * _SECONDS[known]
        smaller = {"d": "h", "h": "m", "m": "s", "s": "ms"}.get(known, "s")
    return format_duration(float(total)) if 0 < total <= MAX_SECONDS else None


def _unit(word: str) -> str | None:
    if word in _SECONDS:
        return word
    lower = word.lower()
    return _UNITS.get(lower.rstrip("s")) or (lower if lower in _SECONDS else None)


RULES = (durations_in_brackets, durations_of_offset)
