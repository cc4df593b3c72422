"""Static checks of LogQL without its parser: the kind of a query, its quotes and its brackets."""

from __future__ import annotations

import re

_OPENING = {")": "(", "]": "[", "}": "{"}
# A string in double quotes, with escapes; a string in backquotes, without; a comment.
_OPAQUE = re.compile(r'"(?:[^"\\\n]|\\.)*"|`[^`]*`|#[^\n]*')


def is_log_query(query: str) -> bool:
    """Whether a query returns lines: it begins with its selector, perhaps in parentheses, not with a function."""
    return _OPAQUE.sub("", query).lstrip("( \t\r\n").startswith("{")


def logql_error(query: str) -> str | None:
    """Why a query cannot be valid; None when these checks find no error."""
    code = _OPAQUE.sub("", query)
    if not code.strip():
        return "the query is empty"
    unclosed: list[str] = []
    for character in code:
        if character in '"`':
            return f"a string that begins with {character} is not closed"
        if character in _OPENING.values():
            unclosed.append(character)
        elif character in _OPENING and (not unclosed or unclosed.pop() != _OPENING[character]):
            return f"unexpected {character}"
    return f"{unclosed[-1]} is not closed" if unclosed else None
