"""How judgements write labels, values and lists."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lab.queries.series import Labels


def format_labels(labels: Labels) -> str:
    name = labels.get("__name__", "")
    inner = ", ".join(f'{key}="{value}"' for key, value in sorted(labels.items()) if key != "__name__")
    return f"{name}{{{inner}}}" if inner or not name else name


def format_value(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.6g}"


def first_of(items: Sequence[str], most: int = 6) -> str:
    """The first of them, and how many more there are."""
    rest = len(items) - most
    return "; ".join(items[:most]) + (f"; and {rest} more" if rest > 0 else "")


def shorten(text: str, most: int) -> str:
    """At most this many characters."""
    return text if len(text) <= most else f"{text[:most]}..."


def on_one_line(text: str, most: int) -> str:
    return shorten(" ".join(text.split()), most)
