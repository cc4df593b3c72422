"""The last lines of a log query, in the order in which they were written, each with its moment of the run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lab.queries.loki import LogLines
from lab.record.observation import Observation
from lab.report.formatting import count, moment, printable, shortened

_MOST, _LONG = 20, 300  # lines, and characters of each


@dataclass(frozen=True, slots=True)
class LinesShown:
    """`said` tells how many there were; `text` is empty when there were none."""

    said: str
    text: str


def lines_shown(observations: Sequence[Observation], zero: float) -> LinesShown | None:
    """None when none of them asked for lines. `zero` (unix seconds) is where times count from: the start of the run."""
    asked = [each for each in observations if isinstance(each.query, LogLines)]
    if not asked:
        return None
    found = sorted(line for each in asked for line in _lines(each.answer))
    if not found:
        return LinesShown("no lines in this window", "")
    more = any(isinstance(each.query, LogLines) and len(_lines(each.answer)) >= each.query.limit for each in asked)
    said = count(len(found), "line") + (" or more" if more else "")
    if len(found) > _MOST:
        said += f", the last {_MOST}"
    rows = [
        f"{moment((at - zero) * 1000):>8}  {shortened(printable(text).rstrip(), _LONG)}" for at, text in found[-_MOST:]
    ]
    return LinesShown(said, "\n".join(rows))


def _lines(answer: Any) -> list[tuple[float, str]]:
    """Unix seconds and text of every line of every stream; none when the answer has another shape."""
    streams = answer.get("result") if isinstance(answer, dict) else None
    rows = [row for each in streams or () if isinstance(each, dict) for row in each.get("values") or ()]
    return [(int(row[0]) / 1e9, str(row[1])) for row in rows if len(row) >= 2 and str(row[0]).isdigit()]
