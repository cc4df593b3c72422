"""Formats the values that patches write into YAML and JSON files, on one line."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import yaml

from lab.language.strict_yaml import plain_scalar

# YAML refuses these characters unescaped, or reads them as line breaks.
_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# Text for lab, but numbers for other readers of the same file.
_NUMBER_ELSEWHERE = re.compile(r"[-+]?(0[0-9xob]|\.?[0-9])[0-9a-fA-F_.eE+]*")


def yaml_text(value: Any, *, json_only: bool = False) -> str:
    """A value in flow style, valid wherever YAML allows a value; collections, and all with `json_only`, are JSON."""
    if not isinstance(value, str) or json_only or "\n" in value or _ESCAPED.search(value):
        return _json(value)
    # Dumped inside a list, so that a comma or a bracket gets quoted: the value may end up in a flow collection.
    text = yaml.safe_dump([value], default_flow_style=True, allow_unicode=True, width=math.inf).strip()[1:-1]
    if text == value and (plain_scalar(value) != value or _NUMBER_ELSEWHERE.fullmatch(value)):
        return _json(value)
    return text


def scalar_text(text: str, style: str | None) -> str:
    """Part of a string value, as written inside a YAML scalar of this style."""
    match style:
        case '"':
            return _json(text)[1:-1]
        case "'":
            return text.replace("'", "''")
    return text


def _json(value: Any) -> str:
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))
