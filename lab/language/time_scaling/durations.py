"""Durations as Prometheus and its kin spell them in their own files, and the mapping of production to lab durations.

The durations of a scenario itself are `quantities`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400, "y": 365 * 86400}
_PATTERN = r"([0-9]+(ms|[smhdwy]))+"
# Go programs, the collector among them, also write 1.5s.
_IN_FILES = re.compile(r"([0-9]+(\.[0-9]+)?(ms|[smhdwy]))+")
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|[smhdwy])")


def seconds_of(duration: object) -> float | None:
    """Seconds of a duration as Prometheus' own files spell it, weeks and years among them; None when it is none."""
    if duration in (0, "0"):
        return 0.0
    if not isinstance(duration, str) or not re.fullmatch(_PATTERN, duration):
        return None
    return sum(float(number) * _SECONDS[unit] for number, unit in _PART.findall(duration))


def milliseconds_of(duration: str) -> int | None:
    """What a duration of a file is worth, however it is spelled, so that 60s, 1m and 1m0s are one; None for others."""
    if not _IN_FILES.fullmatch(duration):
        return None
    exact = sum(float(number) * _SECONDS[unit] for number, unit in _PART.findall(duration)) * 1000
    return round(exact)


def _spelled(duration: object) -> object:
    if not isinstance(duration, str) or seconds_of(duration) is None or duration == "0":
        raise ValueError(f"{duration!r} is not a duration of Prometheus; write for instance 1h30m, 5m or 500ms")
    return duration


def _each_once(times: Mapping[str, str]) -> Mapping[str, str]:
    met: dict[int, str] = {}
    for production in times:
        worth = milliseconds_of(production) or 0
        if worth == 0:
            raise ValueError(f"{production} cannot be mapped: what takes no time stays as it is")
        if worth in met:
            raise ValueError(f"{met[worth]} and {production} are the same duration; keep one of them")
        met[worth] = production
    return times


_Spelled = Annotated[str, Field(pattern=f"^{_PATTERN}$", examples=["500ms", "5m", "1h30m"])]
_Duration = Annotated[str, BeforeValidator(_spelled, json_schema_input_type=_Spelled)]

Times = Annotated[
    Mapping[_Duration, _Duration],
    AfterValidator(_each_once),
    Field(json_schema_extra={"additionalProperties": False}),  # so that editors refuse other keys
]
