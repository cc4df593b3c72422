"""Observations of log queries, with answers captured from Loki or made of given lines."""

from __future__ import annotations

from typing import Any

from lab.queries.loki import LogLines, LogRange
from lab.queries.query import Query
from lab.record.observation import Observation

BEGAN = 1795260437.0  # two seconds before the captured lines
LINES = LogLines(query='{container="log_writer"} |= "ERROR"', start=BEGAN, end=BEGAN + 11, limit=100)
RATE = LogRange(query='sum(rate({container="log_writer"} [1s]))', start=BEGAN, end=BEGAN + 11, step=0.5)


def observed(query: Query, answer: Any, error: str = "") -> Observation:
    return Observation(query=query, at=BEGAN + 11, answer=answer, error=error)


def stream(*lines: str) -> Any:
    """An answer with a line per second."""
    values = [[f"{round((BEGAN + at) * 1000)}000000", line] for at, line in enumerate(lines)]
    return {"resultType": "streams", "result": [{"stream": {}, "values": values}]}
