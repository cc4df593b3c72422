"""Formats durations and times of a run for messages and reports."""

from __future__ import annotations


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
