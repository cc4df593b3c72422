"""Durations, rates and sizes in scenarios, each with its unit."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer

from lab.language.one_line import shortened

MAX_SECONDS = 30 * 86400.0
MAX_RATE = 10_000.0  # a second
MAX_SIZE = 1024**4  # bytes

_PARTS = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_SIZE = re.compile(r"([0-9]{1,18})(KiB|MiB|GiB)")
_BYTES = {"KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}


def parse_duration(text: object) -> float:
    """Seconds of `500ms`, `8s`, `1h30m`. Raises ValueError, also for a number without a unit and for more
    than 30 days."""
    if isinstance(text, str) and text:
        parts = _PARTS.findall(text)
        if parts and "".join(number + unit for number, unit in parts) == text:
            seconds = sum(float(number) * _SECONDS[unit] for number, unit in parts)
            if seconds > MAX_SECONDS:
                raise ValueError(
                    f"{shortened(text)!r} is longer than {format_duration(MAX_SECONDS)}; write a shorter one"
                )
            return seconds
    raise ValueError(
        f"{shortened(text)!r} is not a duration; write a number and a unit (ms, s, m, h, d), for example 8s"
    )


def parse_rate(text: object) -> float:
    """Events per second of `50/s` or `90/m`. Raises ValueError."""
    if isinstance(text, str) and (match := re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)/(s|m)", text)):
        rate = float(match[1]) / _SECONDS[match[2]]
        if rate > MAX_RATE:
            raise ValueError(
                f"{shortened(text)!r} is more than the load generator sends; write at most {MAX_RATE:.0f}/s"
            )
        if rate > 0:
            return rate
    raise ValueError(
        f"{shortened(text)!r} is not a rate; write requests per second or minute above 0, for example 50/s"
    )


def parse_size(text: object) -> int:
    """Bytes of `128MiB`. Raises ValueError."""
    if isinstance(text, str) and (match := _SIZE.fullmatch(text)):
        size = int(match[1]) * _BYTES[match[2]]
        if size > MAX_SIZE:
            raise ValueError(f"{text!r} is more than {format_size(MAX_SIZE)}; write a smaller size")
        return size
    raise ValueError(
        f"{shortened(text)!r} is not a size; write a number and a unit (KiB, MiB, GiB), for example 128MiB"
    )


def format_duration(seconds: float) -> str:
    """The shortest text that `parse_duration` reads back: 90 -> 1m30s, 0.5 -> 500ms."""
    rest = round(seconds * 1000)
    if rest == 0:
        return "0s"
    parts = []
    for unit in ("d", "h", "m", "s", "ms"):
        count, rest = divmod(rest, round(_SECONDS[unit] * 1000))
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts)


def format_size(size: int) -> str:
    """The shortest text that `parse_size` reads back, in whole KiB."""
    unit = next(unit for unit in ("GiB", "MiB", "KiB") if size % _BYTES[unit] == 0 or unit == "KiB")
    return f"{size // _BYTES[unit]}{unit}"


_Duration = Annotated[str, Field(pattern=r"^([0-9]+(\.[0-9]+)?(ms|s|m|h|d))+$", examples=["500ms", "8s", "1h30m"])]
_Rate = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)?/(s|m)$", examples=["50/s", "90/m"])]
_Size = Annotated[str, Field(pattern=r"^[0-9]+(KiB|MiB|GiB)$", examples=["128MiB"])]

Seconds = Annotated[
    float,
    BeforeValidator(parse_duration, json_schema_input_type=_Duration),
    PlainSerializer(format_duration, return_type=str),
]
PerSecond = Annotated[float, BeforeValidator(parse_rate, json_schema_input_type=_Rate)]
Bytes = Annotated[int, BeforeValidator(parse_size, json_schema_input_type=_Size)]
