"""The last lines of log queries, in the order of their times, each with its time in the run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lab.language.counting import count
from lab.queries.loki import LogLines
from lab.record.observation import Observation
from lab.report.formatting import moment, printable, shortened

_MAX_LINES, _MAX_LENGTH = 20, 300  # lines, and characters of each


@dataclass(frozen=True, slots=True)
class LogExcerpt:
    """`summary`: the number of lines. `text` is empty when there were none."""

    summary: str
    text: str


def log_excerpt(observations: Sequence[Observation], zero: float) -> LogExcerpt | None:
    """None when none of them queried lines. `zero` (unix seconds) is the start of the run."""
    queries = [(one.query, _lines(one.answer)) for one in observations if isinstance(one.query, LogLines)]
    if not queries:
        return None
    lines = sorted(line for _, part in queries for line in part)
    if not lines:
        return LogExcerpt("no lines in this window", "")
    summary = count(len(lines), "line")
    if any(len(part) >= query.limit for query, part in queries):
        summary += " or more"
    if len(lines) > _MAX_LINES:
        summary += f", the last {_MAX_LINES}"
    rows = [
        f"{moment((at - zero) * 1000):>8}  {shortened(printable(text).rstrip(), _MAX_LENGTH)}"
        for at, text in lines[-_MAX_LINES:]
    ]
    return LogExcerpt(summary, "\n".join(rows))


def _lines(answer: Any) -> list[tuple[float, str]]:
    """Unix seconds and text of every line of every stream; none when the answer has another shape."""
    streams = answer.get("result") if isinstance(answer, dict) else None
    rows = [row for stream in streams or () if isinstance(stream, dict) for row in stream.get("values") or ()]
    return [(int(row[0]) / 1e9, str(row[1])) for row in rows if len(row) >= 2 and str(row[0]).isdigit()]
