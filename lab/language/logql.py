"""Static checks of LogQL without its parser: the kind of a query, its quotes and its brackets."""

from __future__ import annotations

import re

_OPENING = {")": "(", "]": "[", "}": "{"}
# A string in double quotes, with escapes; a string in backquotes, without; a comment.
# What is not closed ends with the line or the query: no character is then looked at twice.
_OPAQUE = re.compile(r'"(?:[^"\\\n]|\\.)*(?:"|(?P<text>))|`[^`]*(?:`|(?P<raw>))|#[^\n]*')
_OVER_RANGE = re.compile(r"\b(rate|rate_counter|bytes_rate|\w+_over_time)\s*\(")
_WITHOUT_SELECTOR = re.compile(r"\bvector\s*\(|^[\s\d.+\-*/%^()]+$")
_EMPTY_SELECTOR = re.compile(r"\{\s*\}")
MAX_CHARACTERS = 50_000
MAX_DEPTH = 150


def is_log_query(query: str) -> bool:
    """Whether a query returns lines: it begins with its selector, perhaps in parentheses, not with a function."""
    return _OPAQUE.sub("", query).lstrip("( \t\r\n").startswith("{")


def logql_error(query: str) -> str | None:
    """Why a query cannot be valid; None when these checks find no error."""
    if len(query) > MAX_CHARACTERS:
        return f"the query has {len(query):,} characters; at most {MAX_CHARACTERS:,} are allowed, so split it"
    for opaque in _OPAQUE.finditer(query):
        if opaque.lastgroup:
            return f"a string that begins with {opaque[0][0]} is not closed"
    code = _OPAQUE.sub("", query)
    if not code.strip():
        return "the query is empty"
    unclosed: list[str] = []
    for character in code:
        if character in _OPENING.values():
            unclosed.append(character)
            if len(unclosed) > MAX_DEPTH:
                return f"brackets are nested more than {MAX_DEPTH} deep"
        elif character in _OPENING and (not unclosed or unclosed.pop() != _OPENING[character]):
            return f"unexpected {character}"
    return f"{unclosed[-1]} is not closed" if unclosed else _missing(code)


def _missing(code: str) -> str | None:
    """What a query without its strings and comments, whose brackets are closed, needs and does not have."""
    if "{" not in code and not _WITHOUT_SELECTOR.search(code):
        return 'the stream selector is missing; write for example {app="api"}'
    if _EMPTY_SELECTOR.search(code):
        return "a stream selector needs at least one matcher that does not match the empty string"
    for function in _OVER_RANGE.finditer(code):
        if "[" not in _argument(code, function.end()):
            return f"{function[1]}() needs a range; write for example [5m] after its selector"
    return None


def _argument(code: str, begin: int) -> str:
    depth = 1
    for end in range(begin, len(code)):
        depth += (code[end] == "(") - (code[end] == ")")
        if depth == 0:
            return code[begin:end]
    return code[begin:]
