"""Strings and variables in queries."""

from __future__ import annotations

import ast
import re
import warnings

_VARIABLE = re.compile(r"\$\w|\$\{|\[\[\w")


def has_variable(text: str) -> bool:
    """Whether a value has a variable of Grafana; a `$` at the end of a pattern is none."""
    return _VARIABLE.search(text) is not None


class Unreadable(ValueError):
    """Why the parts of a query cannot be told apart."""


def unquoted(text: str) -> str:
    """The value of a string literal. Raises Unreadable."""
    if text.startswith("`"):
        return text[1:-1]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes that Python does not know
            return str(ast.literal_eval(text))
    except (ValueError, SyntaxError):
        raise Unreadable(f"{text} is not a string of PromQL") from None
