"""The words of an HTTP answer that refuses something: the sentence in JSON, in a protobuf status, in a page. Pure."""

from __future__ import annotations

import json
import re
from typing import Any

_KEYS = ("message", "error", "detail", "msg", "errors", "reason", "title")
_LENGTH = 300  # characters that are quoted
_HTML = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")


def answer_words(text: str) -> str:
    """One line of at most 300 characters; empty when the answer has no words."""
    words = _of_json(text) or _of_text(text)
    line = " ".join(words.split())
    return line if len(line) <= _LENGTH else f"{line[: _LENGTH - 3]}..."


def _of_json(text: str) -> str:
    try:
        return _sentence(json.loads(text))
    except (ValueError, RecursionError):
        return ""


def _sentence(value: Any, depth: int = 0) -> str:
    """The first text under a key that names an error, also inside of lists and objects."""
    if isinstance(value, str):
        return value
    if depth > 4:
        return ""
    if isinstance(value, list):
        return "; ".join(filter(None, (_sentence(one, depth + 1) for one in value[:3])))
    if isinstance(value, dict):
        return next(filter(None, (_sentence(value[key], depth + 1) for key in _KEYS if key in value)), "")
    return ""


def _of_text(text: str) -> str:
    if _CONTROL.search(text):  # protobuf, as OTLP over HTTP answers: its strings stand between bytes that are no text
        return max(re.findall(r"[^\x00-\x1f\x7f\ufffd]{4,}", text), key=len, default="")
    return _HTML.sub(" ", text) if text.lstrip()[:1] == "<" else text
