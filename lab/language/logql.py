"""Static checks of LogQL, as far as they go without its parser: which kind of query it is, and whether it is closed."""

from __future__ import annotations

import re

_PAIRS = {")": "(", "]": "[", "}": "{"}
# A text in double quotes, where a backslash escapes; one in back quotes, where nothing does; a comment.
_OPAQUE = re.compile(r'"(?:[^"\\\n]|\\.)*"|`[^`]*`|#[^\n]*')


def is_log_query(query: str) -> bool:
    """A log query begins with its selector, perhaps in parentheses; a metric query with a function or a number."""
    return _OPAQUE.sub("", query).lstrip("( \t\r\n").startswith("{")


def logql_error(query: str) -> str | None:
    """Why a query cannot be right; None when nothing speaks against it."""
    bare = _OPAQUE.sub("", query)
    if not bare.strip():
        return "it is empty"
    opened: list[str] = []
    for sign in bare:
        if sign in '"`':
            return f"a text that begins with {sign} has no end"
        if sign in _PAIRS.values():
            opened.append(sign)
        elif sign in _PAIRS and (not opened or opened.pop() != _PAIRS[sign]):
            return f"{sign} closes nothing"
    return f"{opened[-1]} is not closed" if opened else None
