"""Formats durations and times of a run for messages and reports, and reads times of the clock."""

from __future__ import annotations

from datetime import UTC, datetime


def duration(ms: float) -> str:
    """780 ms, 12.3 s, 2 min 05 s."""
    if ms < 999.5:
        return f"{ms:.0f} ms"
    if ms < 59_950:
        return f"{ms / 1000:.1f} s"
    minutes, seconds = divmod(round(ms / 1000), 60)
    return f"{minutes} min {seconds:02d} s"


def moment(ms: float) -> str:
    """A time of the run, always in seconds, so that a column of them can be compared."""
    return f"{ms / 1000:.1f} s"


def format_time(unix: float) -> str:
    """2026-11-27T13:24:05.123Z, for unix seconds."""
    return datetime.fromtimestamp(round(unix, 3), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_time(text: str) -> float:
    """Unix seconds of an RFC 3339 time, or of a number of unix seconds. Raises ValueError."""
    try:
        return float(text)
    except ValueError:
        pass
    try:
        parsed = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        raise ValueError(f"{text!r} is not a time; write 2026-11-27T13:24:05Z or unix seconds")
    return parsed.timestamp()
