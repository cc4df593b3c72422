"""Reads the JSON that a service sent, bounded in memory, and without what a record cannot hold.

A byte of JSON can take thirty bytes once it is parsed, and JSON can spell half of a character (a lone surrogate), which
no UTF-8 file can contain.
"""

from __future__ import annotations

import json
import re
from typing import Any

MAX_VALUES = 700_000  # values and keys of one body: about 60 MiB once parsed
MAX_TEXT = 500_000  # characters of one string: messages and reports copy what they quote
_MAX_DEPTH = 100
_SURROGATE = re.compile("[\ud800-\udfff]")


class TooLarge(ValueError):
    """The body has more values than lab reads."""


def parse_json(text: str) -> Any:
    """Raises ValueError for what is not JSON, and TooLarge."""
    if sum(map(text.count, ",:[{")) > MAX_VALUES:
        raise TooLarge(f"it has more than {MAX_VALUES:,} values")
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return _recordable(value, 0)


def _recordable(value: Any, depth: int) -> Any:
    """The value with lone surrogates replaced. Raises ValueError when it is nested too deeply."""
    if depth > _MAX_DEPTH:
        raise ValueError("it is nested too deeply")
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            raise TooLarge(f"it has a text of more than {MAX_TEXT:,} characters")
        return value if value.isascii() else _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        for index, item in enumerate(value):
            value[index] = _recordable(item, depth + 1)
    elif isinstance(value, dict):
        if not all(map(str.isascii, value)):
            return {_recordable(key, depth): _recordable(item, depth + 1) for key, item in value.items()}
        for key, item in value.items():
            value[key] = _recordable(item, depth + 1)
    return value
