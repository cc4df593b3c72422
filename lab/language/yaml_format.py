"""How a value is spelled when a patch puts it into a file: on one line, and read back as the same value."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import yaml

from lab.language.strict_yaml import plain_scalar

# YAML refuses these unescaped, or takes them for line breaks.
_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# Words to us, numbers to other readers of the same file.
_NUMBER_ELSEWHERE = re.compile(r"[-+]?(0[0-9xob]|\.?[0-9])[0-9a-fA-F_.eE+]*")


def written(value: Any, *, json_only: bool = False) -> str:
    """Flow style, valid in YAML wherever a value may stand; with `json_only`, and for collections, valid JSON too."""
    if not isinstance(value, str) or json_only or "\n" in value:
        return _json(value)
    # Inside a list, so that a comma or a bracket gets its quotes: the value may land between others.
    spelled = yaml.safe_dump([value], default_flow_style=True, allow_unicode=True, width=math.inf).strip()[1:-1]
    if spelled == value and (plain_scalar(value) != value or _NUMBER_ELSEWHERE.fullmatch(value)):
        return _json(value)
    return spelled


def respelled(words: str, style: str | None) -> str:
    """Part of a text as it stands inside a scalar of this style."""
    match style:
        case '"':
            return _json(words)[1:-1]
        case "'":
            return words.replace("'", "''")
    return words


def _json(value: Any) -> str:
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
