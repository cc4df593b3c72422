"""Recorded values as JSON that can be read again, whatever the containers said.

Values are cleaned where they come in; this is the last line: a record is never lost to one character.
"""

from __future__ import annotations

import json
import math
from typing import Any

from pydantic import BaseModel

from lab.record.bounded import recordable


def to_json(value: BaseModel, indent: int | None = None) -> str:
    try:
        return value.model_dump_json(indent=indent)
    except ValueError:  # a lone surrogate, or nesting beyond what pydantic writes
        separators = None if indent else (",", ":")
        return json.dumps(_clean(value.model_dump(), 0), indent=indent, ensure_ascii=False, separators=separators)


_MAX_DEPTH = 100  # pydantic writes and reads a little more than twice of it


def _clean(value: Any, depth: int) -> Any:
    if depth > _MAX_DEPTH:
        return None
    match value:
        case str():
            return recordable(value)
        case dict():
            return {recordable(str(key)): _clean(item, depth + 1) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_clean(item, depth + 1) for item in value]
        case float() if not math.isfinite(value):
            return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        case bool() | int() | float() | None:
            return value
        case _:
            return recordable(str(value))
