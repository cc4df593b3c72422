"""Dashboard variables: the value each has when the dashboard is opened, and a query with values in place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lab.language.json_values import mapping, mappings

# `$1` is not a variable but a group of label_replace.
_VARIABLE = re.compile(r"\$\{(?P<braced>\w+)(?::\w+)?\}|\$(?P<bare>(?!\d+\b)\w+)|\[\[(?P<old>\w+)(?::\w+)?\]\]")


def default_values(dashboard: Mapping[str, Any]) -> dict[str, str]:
    """Variable -> the value saved in the file, without variables that have none or stand for all values."""
    values = {}
    for variable in mappings(mapping(dashboard.get("templating")).get("list")):
        current = mapping(variable.get("current")).get("value")
        if variable.get("type") in ("constant", "textbox", "custom", "interval") and current is None:
            current = str(variable.get("query", "")).split(",")[0]
        if isinstance(current, list):
            current = "|".join(map(str, current))
        if current not in (None, "", "$__all"):
            values[str(variable.get("name"))] = str(current)
    return values


def with_values(query: str, values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The query with its variables replaced, and the names of those that have no value."""
    missing: list[str] = []

    def value(match: re.Match[str]) -> str:
        name = match["braced"] or match["bare"] or match["old"]
        if name not in values:
            missing.append(name)
        return values.get(name, "")

    return _VARIABLE.sub(value, query), tuple(dict.fromkeys(missing))
