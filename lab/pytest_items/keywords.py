"""Names of several words in -k expressions, which pytest accepts only without spaces."""

from __future__ import annotations

import re

_OPERATORS = {"and", "or", "not", "(", ")"}


def hyphenate(name: str) -> str:
    """A name without spaces, which -k does not accept."""
    return re.sub(r"[^\w.:+/\\\[\]-]+", "-", name)


def hyphenate_expression(expression: str) -> str:
    """`requests are counted and not mutant` becomes `requests-are-counted and not mutant`.

    pytest rejects words without an operator between them. It rejects quotes too, so an expression with quotes is left
    as it is.
    """
    if '"' in expression or "'" in expression:
        return expression
    joined: list[str] = []
    for word in re.findall(r"[()]|[^\s()]+", expression):
        if joined and word not in _OPERATORS and joined[-1] not in _OPERATORS:
            joined[-1] += f"-{word}"
        else:
            joined.append(word)
    return " ".join(joined)
