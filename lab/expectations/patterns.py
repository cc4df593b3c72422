"""Patterns: the exact text, or a `/regular expression/` between slashes that is found in the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, TypeAlias

from pydantic import AfterValidator


def _regular_expression(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is not a regular expression: {error}") from None
    return text


def _pattern(text: str) -> str:
    if _is_expression(text):
        _regular_expression(text[1:-1])
    return text


Pattern: TypeAlias = Annotated[str, AfterValidator(_pattern)]
Patterns: TypeAlias = Mapping[str, Pattern]
Expression: TypeAlias = Annotated[str, AfterValidator(_regular_expression)]


def matches(pattern: str, value: str | None) -> bool:
    """Whether a pattern matches a value; None matches no pattern."""
    if value is None:
        return False
    if _is_expression(pattern):
        return re.search(pattern[1:-1], value) is not None
    return pattern == value


def expression_of(pattern: str) -> str:
    """The regular expression that is found in exactly the values that a pattern matches."""
    return pattern[1:-1] if _is_expression(pattern) else f"^{re.escape(pattern)}$"


def pattern_mismatches(patterns: Mapping[str, str], values: Mapping[str, str]) -> list[str]:
    """A message for each name whose value is missing or does not match; other names do not matter."""
    return [
        f"{name} is {values[name]!r}, not {pattern!r}" if name in values else f"{name} is missing"
        for name, pattern in patterns.items()
        if not matches(pattern, values.get(name))
    ]


def _is_expression(text: str) -> bool:
    return len(text) >= 2 and text.startswith("/") and text.endswith("/")
