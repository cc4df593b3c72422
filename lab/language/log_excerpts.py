"""Picks the lines of a container's log that say what went wrong. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Levels as logfmt, JSON, Python, Go, Java and the Collector write them, and errors without a level.
_BAD = re.compile(
    r"\b(?i:(?:level|lvl|severity)[\"']?\s*[=:]\s*[\"']?(?:warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|panic))\b"
    r"|(?:^|[\s\[\"|])(?:WARN(?:ING)?|ERR(?:OR)?|CRIT(?:ICAL)?|FATAL|SEVERE|warn|error|fatal|panic)(?=[\s\]\":|,.]|$)"
    r"|\b(?:[A-Z]\w*(?:Error|Exception)\b|panic:|fatal:|error:|refused\b|denied\b)"
)
_TOO_LONG = 400  # characters of one line


def last_lines(log: str, number: int) -> list[str]:
    """The last lines with text, each cut to 400 characters."""
    return [_cut(line) for line in log.splitlines() if line.strip()][-number:]


def error_lines(log: str, number: int) -> list[str]:
    """The last different lines that report a warning or an error, in their order, each cut to 400 characters."""
    return _different(line for line in log.splitlines() if _BAD.search(line))[-number:]


def _different(lines: Iterable[str]) -> list[str]:
    """Without repetitions: lines that differ only in numbers (times, ports, counts) are the same; the last is kept."""
    kept: dict[str, str] = {}
    for line in lines:
        key = re.sub(r"\d+", "0", line)
        kept.pop(key, None)
        kept[key] = _cut(line)
    return list(kept.values())


def _cut(line: str) -> str:
    text = line.strip()
    return text if len(text) <= _TOO_LONG else text[: _TOO_LONG - 3] + "..."
