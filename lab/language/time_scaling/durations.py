"""Durations in the notation of Prometheus' files, and the mapping of production to lab durations.

The durations of scenarios are in `quantities`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400, "y": 365 * 86400}
MAX_SECONDS = 292 * 365 * 86400  # Prometheus keeps durations as nanoseconds in 64 bits
_PATTERN = r"([0-9]+(ms|[smhdwy]))+"
# Go programs, the collector among them, also write 1.5s.
_IN_FILES = re.compile(r"([0-9]+(\.[0-9]+)?(ms|[smhdwy]))+")
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|[smhdwy])")


def seconds_of(duration: object) -> float | None:
    """Seconds of a duration in Prometheus' notation, weeks and years included; None for anything else, and for more
    than 292 years."""
    if duration in (0, "0"):
        return 0.0
    if not isinstance(duration, str) or not re.fullmatch(_PATTERN, duration):
        return None
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in _PART.findall(duration))
    return seconds if seconds <= MAX_SECONDS else None


def milliseconds_of(duration: str) -> int | None:
    """Milliseconds of a duration in a file, however it is written: 60s, 1m and 1m0s are equal. None for other text."""
    if not _IN_FILES.fullmatch(duration):
        return None
    exact = sum(float(number) * _SECONDS[unit] for number, unit in _PART.findall(duration)) * 1000
    return round(exact) if exact <= MAX_SECONDS * 1000 else None


def _prometheus_duration(duration: object) -> object:
    if not isinstance(duration, str) or seconds_of(duration) is None or duration == "0":
        raise ValueError(f"{duration!r} is not a Prometheus duration; write for example 1h30m, 5m or 500ms")
    return duration


def _distinct(times: Mapping[str, str]) -> Mapping[str, str]:
    by_length: dict[int, str] = {}
    for production in times:
        milliseconds = milliseconds_of(production) or 0
        if milliseconds == 0:
            raise ValueError(f"{production} cannot be mapped: a duration of zero stays zero; remove it")
        if milliseconds in by_length:
            raise ValueError(f"{by_length[milliseconds]} and {production} are the same duration; keep one of them")
        by_length[milliseconds] = production
    return times


_DurationText = Annotated[str, Field(pattern=f"^{_PATTERN}$", examples=["500ms", "5m", "1h30m"])]
_Duration = Annotated[str, BeforeValidator(_prometheus_duration, json_schema_input_type=_DurationText)]

Times = Annotated[
    Mapping[_Duration, _Duration],
    AfterValidator(_distinct),
    Field(json_schema_extra={"additionalProperties": False}),  # so that editors refuse other keys
]
