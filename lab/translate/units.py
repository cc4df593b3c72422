"""Numbers in another unit."""

from __future__ import annotations

from lab.why.units import format_number


def suffix_of(multiplier: float) -> str:
    """What is written after an operand to multiply it: ` / 1000` rather than ` * 0.001`."""
    return f" * {format_number(multiplier)}" if multiplier >= 1 else f" / {format_number(1 / multiplier)}"


def converted_number(value: float, times: float) -> str:
    return format_number(value * times)
