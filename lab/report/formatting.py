"""Formats times, values with units, paths, and text from outside lab, for all reports."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from pathlib import Path

from lab.language.times import duration as duration
from lab.language.times import moment as moment

# escape sequences that programs write for a terminal, then every control character but tab and newline
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")  # and those that turn the text round
_SURROGATES = re.compile("[\ud800-\udfff]")  # halves of characters, which cannot be written
_THOUSANDS = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
_BINARY = ((1024.0**4, "TiB"), (1024.0**3, "GiB"), (1024.0**2, "MiB"), (1024.0, "KiB"))
_SUFFIX = {
    "reqps": " req/s",
    "rps": " req/s",
    "ops": " op/s",
    "cps": "/s",
    "wps": " writes/s",
    "percent": " %",
    "Bps": " B/s",
    "hertz": " Hz",
    "celsius": " °C",
}


def printable(text: str) -> str:
    """The text without terminal escapes and control characters, so that a log line cannot change a terminal."""
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", _ESCAPES.sub("", text.replace("\r\n", "\n"))))


def one_line(text: str) -> str:
    return " ".join(printable(text).split())


def shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: max(length - 3, 1)].rstrip() + "..."


def utc(unix_seconds: float) -> str:
    return datetime.fromtimestamp(unix_seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def plain_number(value: float) -> str:
    """Four significant digits; an exponent only for very small and very large values."""
    if not math.isfinite(value):
        return str(value)
    if value == 0:
        return "0"
    if abs(value) < 0.001 or abs(value) >= 1e15:
        return f"{value:.3g}"
    places = max(0, 3 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def value_in_unit(value: float, unit: str) -> str:
    """A value in a unit as Grafana names it: s, ms, percentunit, bytes, reqps, short."""
    match unit:
        case "s" | "dtdurations" | "ms" | "µs" | "ns" if value != 0 and math.isfinite(value):
            return _seconds(value * {"ms": 1e-3, "µs": 1e-6, "ns": 1e-9}.get(unit, 1.0))
        case "percentunit":
            return f"{plain_number(value * 100)} %"
        case "bytes" | "decbytes" | "kbytes" | "mbytes":
            return _scaled(value * {"kbytes": 1024.0, "mbytes": 1024.0**2}.get(unit, 1.0), _BINARY, " ", " B")
        case "" | "none" | "short" | "bool" | "bool_yes_no":
            return _scaled(value, _THOUSANDS, "", "") if unit == "short" else plain_number(value)
        case _ if unit.startswith("prefix:"):
            return unit.removeprefix("prefix:") + plain_number(value)
        case _ if unit.startswith("suffix:"):
            return plain_number(value) + unit.removeprefix("suffix:")
        case _:
            return plain_number(value) + _SUFFIX.get(unit, f" {unit}")


def _seconds(value: float) -> str:
    size = abs(value)
    if size >= 1:
        return f"{plain_number(value)} s"
    if size >= 1e-3:
        return f"{plain_number(value * 1e3)} ms"
    return f"{plain_number(value * 1e6)} µs"


def _scaled(value: float, steps: tuple[tuple[float, str], ...], gap: str, plain: str) -> str:
    for size, name in steps:
        if abs(value) >= size:
            return f"{plain_number(value / size)}{gap}{name}"
    return plain_number(value) + plain


def relative_path(path: Path) -> str:
    """Relative to the working directory where the path is below it, else unchanged."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
