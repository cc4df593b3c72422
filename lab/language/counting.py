"""A number with its noun, in the singular or plural."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """1 attempt, 2 attempts, 2 queries, 3 series."""
    if number == 1 or noun.endswith("s"):
        return f"{number} {noun}"
    return f"{number} {noun[:-1]}ies" if noun.endswith("y") else f"{number} {noun}s"
