"""Whether the differences that a comparison file expects were found: met, not met, or cannot be told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from lab.comparison.measures import MEASURES
from lab.comparison.model import Foreseen, Row
from lab.comparison.record import ExpectedDifference
from lab.language.suggestions import did_you_mean


def measure_and_part(text: str) -> tuple[str, str]:
    """`cpu.loaded[prometheus]` names a part; without brackets the total is meant."""
    found = re.fullmatch(r"([^\[\]]+?)\s*\[(.+)\]", text)
    return (found[1], found[2]) if found else (text, "")


def foreseen(
    expected: Iterable[ExpectedDifference], first: str, other: str, rows: Sequence[Row]
) -> tuple[Foreseen, ...]:
    """Of those differences that are about these two sides."""
    return tuple(_held(each, rows) for each in expected if each.better in (None, first, other))


def _held(expected: ExpectedDifference, rows: Sequence[Row]) -> Foreseen:
    name, part = measure_and_part(expected.measure)
    about = [row for row in rows if row.measure.name == name and (not part or row.of == part) and row.verdict]
    open_ones = [row for row in about if row.verdict == "cannot tell"]
    against = [row for row in about if row not in open_ones and row.winner != expected.better]
    with_it = [row for row in about if row not in open_ones and row.winner == expected.better]

    def said(status: Literal["met", "not met", "cannot tell"], seen: str) -> Foreseen:
        return Foreseen(expected.measure, expected.better, expected.because, status, seen)

    if not about:
        unknown = did_you_mean(name, MEASURES) if name not in MEASURES else ""
        return said("cannot tell", f"{expected.measure} has no verdict on these sides{unknown}")
    if against:
        return said("not met", "; ".join(_seen(row) for row in against))
    if with_it:
        return said("met", "; ".join(_seen(row) for row in with_it))
    return said("cannot tell", "; ".join(_seen(row) for row in open_ones))


def _seen(row: Row) -> str:
    at = f"at {row.size:,}: " if row.size else ""
    told = f"{row.winner} is better" if row.winner else row.verdict
    return f"{at}{told} ({row.reason})"
