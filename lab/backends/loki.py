"""Reads Loki's HTTP API (as of 3.7): lines, and values of metric queries. Answers are its own JSON, without the
statistics of the query."""

from __future__ import annotations

from collections.abc import Mapping

from lab.backends.http import Answer, get
from lab.record.observation import LogLines, LogRange, LogValue


def lines(url: str, ask: LogLines) -> Answer:
    params: dict[str, str | float | list[str]] = {
        "query": ask.query,
        "start": _nanoseconds(ask.start),
        "end": _nanoseconds(max(ask.end, ask.start)),
        "limit": ask.limit,
        "direction": "backward",  # of too many, the last
    }
    return _asked(f"{url}/loki/api/v1/query_range", params, "streams", "it gives values, not lines")


def value(url: str, ask: LogValue, at: float) -> Answer:
    params: dict[str, str | float | list[str]] = {"query": ask.query, "time": _nanoseconds(at)}
    return _asked(f"{url}/loki/api/v1/query", params, "vector scalar", "it gives no values")


def range_(url: str, ask: LogRange) -> Answer:
    params: dict[str, str | float | list[str]] = {
        "query": ask.query,
        "start": _nanoseconds(ask.start),
        "end": _nanoseconds(max(ask.end, ask.start)),
        "step": ask.step,
    }
    return _asked(f"{url}/loki/api/v1/query_range", params, "matrix", "it gives lines, not values")


def _asked(url: str, params: Mapping[str, str | float | list[str]], kinds: str, otherwise: str) -> Answer:
    answer = get(url, params)
    if answer.refused:
        return Answer(error=answer.error.strip(), refused=True)
    if answer.error:
        return answer
    data = answer.json.get("data") if isinstance(answer.json, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("result"), list):
        return Answer(error=f"this is not what Loki answers: {str(answer.json)[:200]}")
    if data.get("resultType") not in kinds.split():
        return Answer(error=f"{otherwise}: {params['query']}", refused=True)
    return Answer(json={key: data[key] for key in ("resultType", "result")})


def _nanoseconds(at: float) -> str:
    """Loki reads a fraction of a second to the millisecond only; an integer this long it takes for nanoseconds."""
    return f"{round(at * 1e6)}000"  # of the time since 1970, a float holds no more than microseconds
