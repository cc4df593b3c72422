"""Queries of Loki's HTTP API (as of 3.7): log lines, and values of metric queries.

Answers are the `data` of its JSON, without the statistics of the query.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from lab.queries.answer import Answer, foreign_answer, reads_answer_of
from lab.queries.query import Clients, Description, Params, Query, steps, window
from lab.queries.series import Labels

ROLE = "loki"
BACKEND = "Loki"


@dataclass(frozen=True, slots=True)
class Stream:
    """The lines of one stream, and its labels with those that the query extracted."""

    labels: Labels
    lines: tuple[str, ...]


class LogLines(Query):
    """The lines that a LogQL log query finds from `start` to `end` (unix seconds), at most the last `limit`."""

    kind: Literal["lines"] = "lines"
    role = ROLE
    query: str
    start: float
    end: float
    limit: int = 5000

    def send(self, clients: Clients, at: float) -> Answer:
        params: Params = {
            "query": self.query,
            "start": _nanoseconds(self.start),
            "end": _nanoseconds(max(self.end, self.start)),
            "limit": self.limit,
            "direction": "backward",
        }
        return _query(clients, "query_range", params, ("streams",), "it returns values, not lines")

    def describe(self, zero: float) -> Description:
        return Description(f"lines {window(self.start, self.end, zero)}, at most {self.limit}", self.query)

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> list[Stream]:
        return [
            Stream(dict(stream["stream"]), tuple(str(line) for _, line, *_ in stream["values"]))
            for stream in answer["result"]
        ]


class LogValue(Query):
    """The value of a LogQL metric query now."""

    kind: Literal["log-value"] = "log-value"
    role = ROLE
    query: str

    def send(self, clients: Clients, at: float) -> Answer:
        params: Params = {"query": self.query, "time": _nanoseconds(at)}
        return _query(clients, "query", params, ("vector", "scalar"), "it returns no values")

    def describe(self, zero: float) -> Description:
        return Description("LogQL query", self.query)


class LogRange(Query):
    """The values of a LogQL metric query from `start` to `end` (unix seconds), every `step` seconds."""

    kind: Literal["log-range"] = "log-range"
    role = ROLE
    query: str
    start: float
    end: float
    step: float

    def send(self, clients: Clients, at: float) -> Answer:
        params: Params = {
            "query": self.query,
            "start": _nanoseconds(self.start),
            "end": _nanoseconds(max(self.end, self.start)),
            "step": self.step,
        }
        return _query(clients, "query_range", params, ("matrix",), "it returns lines, not values")

    def describe(self, zero: float) -> Description:
        return Description(f"LogQL query {steps(self.start, self.end, self.step, zero)}", self.query)


def _query(clients: Clients, path: str, params: Params, types: tuple[str, ...], wrong_type: str) -> Answer:
    answer = clients.role(ROLE).get(f"/loki/api/v1/{path}", params)
    if answer.refused:
        return Answer(error=answer.error.strip(), refused=True)
    if answer.error:
        return answer
    data = answer.json.get("data") if isinstance(answer.json, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("result"), list):
        return foreign_answer(BACKEND, answer.json)
    if data.get("resultType") not in types:
        return Answer(error=f"{wrong_type}: {params['query']}", refused=True)
    return Answer(json={key: data[key] for key in ("resultType", "result")})


def _nanoseconds(at: float) -> str:
    """Loki reads fractional seconds to the millisecond only, and integers of this length as nanoseconds."""
    return f"{round(at * 1e6)}000"  # a float of unix seconds is exact to microseconds only
