"""How long a request asks the application to take: the query parameter `seconds` of its address."""

from __future__ import annotations

from urllib.parse import parse_qs

DURATION_PARAMETER = "seconds"


def requested_duration(query: str) -> float:
    """Seconds; `query` may begin with `?`. 0 when it has no such parameter, or another value than a number."""
    try:
        return float(parse_qs(query.removeprefix("?"))[DURATION_PARAMETER][0])
    except (KeyError, ValueError):
        return 0.0
