"""How much work it is to compile a regular expression of PromQL, and a form of it that is little work.

Prometheus compiles with RE2, whose `\\w` and `\\d` are ASCII. The parser's library takes them for the thousands of
letters of Unicode and compiles each repetition anew, so that `\\w{100}` takes it 80 ms.
"""

from __future__ import annotations

import re

# The cost of one letter is 1: about 0.1 microseconds.
MAX_COST = 2_000
MAX_COST_PER_CHARACTER = 85

_ASCII = {"w": "0-9A-Za-z_", "d": "0-9", "s": r"\t\n\f\r "}
_NOT_ASCII = {
    "W": r"\x00-/:-@\[-^`\{-\x{10FFFF}",
    "D": r"\x00-/:-\x{10FFFF}",
    "S": r"\x00-\x08\x0b\x0e-\x1f!-\x{10FFFF}",
}
_SET = r"\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]"
_PIECE = re.compile(
    rf"(?P<set>{_SET})|(?P<unicode>\\[pP](?:\{{[^}}]*\}})?)|\\(?:x\{{[^}}]*\}}|.)?"
    r"|\{(?P<low>\d{1,9})(?:,(?P<high>\d{0,9}))?\}|.",
    re.DOTALL,
)
_CLASS = re.compile(r"\\(?:x\{[^}]*\}|.)?|\[\^?|.", re.DOTALL)
_UNICODE_COST, _ANY_COST = 5_000, 80


def bounded_pattern(pattern: str, number: int) -> str:
    """The pattern with ASCII classes; when it is still costly, a name made of `number` stands for it."""
    text = _with_ascii_classes(pattern) if re.search(r"\\[wdsWDS]", pattern) else pattern
    return text if cost(text) <= max(MAX_COST, MAX_COST_PER_CHARACTER * len(text)) else f"costly-{number}"


def cost(pattern: str) -> int:
    """The work to compile it, roughly and at most: what is repeated counts as often as it is repeated."""
    groups = [0]  # of each open parenthesis, the cost of what it has had so far
    last = 0
    for piece in _PIECE.finditer(pattern):
        text = piece[0]
        if piece["low"]:
            times = max(1, int(piece["high"] or piece["low"]))
            groups[-1] += last * (times - 1)
            last *= times
        elif text == "(":
            groups.append(0)
            last = 0
        elif text == ")" and len(groups) > 1:
            last = groups.pop()
            groups[-1] += last
        else:
            # A bracket that closes a set inside a set belongs to what is before it.
            last = _cost_of_one(text, piece.lastgroup) + (last if text == "]" else 0)
            groups[-1] += last
    return sum(groups)


def _cost_of_one(text: str, kind: str | None) -> int:
    if kind == "unicode" or (kind == "set" and re.search(r"\\[pP]", text)):
        return _UNICODE_COST
    if kind == "set" and text.isascii() and "\\" not in text and "^" not in text:
        return len(text)
    return _ANY_COST + 8 * len(text) if kind == "set" else _ANY_COST if text == "." else 1


def _with_ascii_classes(pattern: str) -> str:
    parts, in_set = [], False
    for piece in _CLASS.finditer(pattern):
        text = piece[0]
        name = text[1:] if text[0] == "\\" else ""
        if name in _ASCII:
            parts.append(_ASCII[name] if in_set else f"[{_ASCII[name]}]")
        elif name in _NOT_ASCII:
            parts.append(_NOT_ASCII[name] if in_set else f"[^{_ASCII[name.lower()]}]")
        else:
            in_set = text != "]" if text in ("[", "[^", "]") else in_set
            parts.append(text)
    return "".join(parts)
