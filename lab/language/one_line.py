"""Texts that messages and tables show on one line: names and titles."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator

MAX_CHARACTERS = 200
_SHOWN = 100

# What no terminal, table or YAML file shows as text: control characters but tab and line breaks, halves of surrogate
# pairs, and the characters that change the direction of what follows.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_LINE_BREAK = re.compile("[\t\n\r\x85]")


def shortened(value: Any) -> Any:
    """The beginning of a text that is too long for a message; other values as they are."""
    return value if not isinstance(value, str) or len(value) <= _SHOWN else f"{value[:_SHOWN]}..."


def control_character(text: str) -> str | None:
    """The first character that cannot be shown, as its code: U+001B."""
    match = _CONTROL.search(text)
    return match and f"U+{ord(match[0]):04X}"


def _one_line(text: str) -> str:
    if not text.strip():
        raise ValueError("a name or title must not be empty")
    if len(text) > MAX_CHARACTERS:
        raise ValueError(
            f"{shortened(text)!r} has {len(text)} characters; a name or title has at most {MAX_CHARACTERS}"
        )
    if _LINE_BREAK.search(text):
        raise ValueError(f"{text!r} has a line break or tab; a name or title is one line")
    return text


OneLine: TypeAlias = Annotated[str, AfterValidator(_one_line)]


def _title(text: str) -> str:
    return _one_line(" ".join(text.split()))


Title: TypeAlias = Annotated[str, AfterValidator(_title)]  # whose lines are joined
