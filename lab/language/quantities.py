"""The quantities a scenario speaks in: durations, rates and sizes, each with its unit written out."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer

_PARTS = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_SIZE = re.compile(r"(\d+)(KiB|MiB|GiB)")
_BYTES = {"KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}


def parse_duration(text: object) -> float:
    """Seconds of `500ms`, `8s`, `1h30m`. A bare number is refused: its unit would be a guess."""
    if isinstance(text, str) and text:
        parts = _PARTS.findall(text)
        if parts and "".join(number + unit for number, unit in parts) == text:
            return sum(float(number) * _SECONDS[unit] for number, unit in parts)
    raise ValueError(f"{text!r} is not a duration; write a number and a unit (ms, s, m, h, d), for instance 8s")


def parse_rate(text: object) -> float:
    """Events per second of `50/s` or `90/m`."""
    if isinstance(text, str) and (found := re.fullmatch(r"(\d+(?:\.\d+)?)/(s|m)", text)):
        rate = float(found[1]) / _SECONDS[found[2]]
        if rate > 0:
            return rate
    raise ValueError(f"{text!r} is not a rate; write for instance 50/s")


def parse_size(text: object) -> int:
    """Bytes of `128MiB`."""
    if isinstance(text, str) and (found := _SIZE.fullmatch(text)):
        return int(found[1]) * _BYTES[found[2]]
    raise ValueError(f"{text!r} is not a size; write for instance 128MiB")


def spell_duration(seconds: float) -> str:
    """The shortest spelling that `parse_duration` reads back: 90 -> 1m30s, 0.5 -> 500ms."""
    left = round(seconds * 1000)
    if left == 0:
        return "0s"
    words = []
    for unit in ("d", "h", "m", "s", "ms"):
        size = round(_SECONDS[unit] * 1000)
        count, left = divmod(left, size)
        if count:
            words.append(f"{count}{unit}")
    return "".join(words)


def spell_size(size: int) -> str:
    """The shortest spelling that `parse_size` reads back, in whole KiB."""
    unit = next(unit for unit in ("GiB", "MiB", "KiB") if size % _BYTES[unit] == 0 or unit == "KiB")
    return f"{size // _BYTES[unit]}{unit}"


_Duration = Annotated[str, Field(pattern=r"^([0-9]+(\.[0-9]+)?(ms|s|m|h|d))+$", examples=["500ms", "8s", "1h30m"])]
_Rate = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)?/(s|m)$", examples=["50/s", "90/m"])]
_Size = Annotated[str, Field(pattern=r"^[0-9]+(KiB|MiB|GiB)$", examples=["128MiB"])]

Seconds = Annotated[
    float,
    BeforeValidator(parse_duration, json_schema_input_type=_Duration),
    PlainSerializer(spell_duration, return_type=str),
]
PerSecond = Annotated[float, BeforeValidator(parse_rate, json_schema_input_type=_Rate)]
Bytes = Annotated[int, BeforeValidator(parse_size, json_schema_input_type=_Size)]
