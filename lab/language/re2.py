"""What RE2, the regular expressions of Go, does not have: one that uses it keeps its program from starting."""

from __future__ import annotations

import re

# A class in brackets is one token: nothing in it is special to this.
_TOKEN = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\[1-9][0-7]?|\\.|\(\?<?[=!]|.", re.DOTALL)
_BACK_REFERENCE = re.compile(r"\\([1-7]|[89].?)")  # \12 is a character by its octal number
_LOOKAROUND = re.compile(r"\(\?<?[=!]")

_READ = 1000  # characters: brackets that are never closed are read to the end, each of them


def lacks(pattern: str) -> str:
    """What of a pattern RE2 lacks, in words; empty when it has all of it, as far as is known here."""
    for token in _TOKEN.findall(pattern[:_READ]):
        if _BACK_REFERENCE.fullmatch(token):
            return f"no back-references such as {token[:2]}"
        if _LOOKAROUND.fullmatch(token):
            return "no lookahead and no lookbehind"
    return ""
