"""Patterns that Grafana hands to JavaScript, `/pattern/flags` or a bare pattern, in Python's notation.

A pattern of a file may be written to take forever: nested repetitions are refused, and the more repetitions
there are, the less of a text is searched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_DELIMITED = re.compile(r"/(.*)/([a-z]*)", re.DOTALL)
_NAMED = re.compile(r"\(\?<(?![=!])")
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(|\)|[+*]|\{\d+,\d*\}", re.DOTALL)
_MAX_TEXT = {0: 2000, 1: 2000, 2: 1000, 3: 500, 4: 200, 5: 100, 6: 60}  # repetitions -> characters of a text


@dataclass(frozen=True, slots=True)
class JsRegex:
    pattern: re.Pattern[str]
    everywhere: bool  # the flag `g`
    longest: int  # characters of a text that are searched

    def search(self, text: str) -> re.Match[str] | None:
        return self.pattern.search(text[: self.longest])

    def matches(self, text: str) -> list[re.Match[str]]:
        if self.everywhere:
            return list(self.pattern.finditer(text[: self.longest]))
        match = self.search(text)
        return [match] if match else []


@lru_cache(maxsize=256)
def js_regex(written: str) -> JsRegex:
    """Raises `re.error` when it is no pattern, or one that is not tried. A bare one must match the whole text."""
    delimited = _DELIMITED.fullmatch(written)
    source, flags = (delimited[1], delimited[2]) if delimited else (f"^(?:{written})$", "")
    source = _NAMED.sub("(?P<", source).replace(r"\/", "/")
    repeats = _repeats(source)
    if repeats not in _MAX_TEXT:
        raise re.error("its repetitions are nested, or too many")
    options = sum({"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}.get(flag, 0) for flag in flags)
    return JsRegex(re.compile(source, options), "g" in flags, _MAX_TEXT[repeats])


def _repeats(source: str) -> int:
    """How many repetitions without a small bound a pattern has; -1 when one is inside another."""
    total = 0
    inside = [False]  # for each open group, whether it has a repetition
    closed = False  # the group that ends just here has one
    for token in _TOKEN.finditer(source):
        text = token[0]
        if text == "(":
            inside.append(False)
        elif text == ")" and len(inside) > 1:
            closed = inside.pop()
            inside[-1] = inside[-1] or closed
            if closed and source[token.end() : token.end() + 1] in ("+", "*", "{"):
                return -1
        elif text in ("+", "*") or text.startswith("{"):
            total += 1
            inside[-1] = True
    return total
