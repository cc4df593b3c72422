"""A query with its dashboard variables replaced: `$name`, `${name:format}`, `[[name]]`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lab.dashboards.formats import formatted, label_value

_REFERENCE = re.compile(
    r"\$\{(?P<braced>\w+)(?:\.(?P<field>[^:}]+))?(?::(?P<format>[^}]+))?\}"
    r"|\$(?P<bare>\w+)"
    r"|\[\[(?P<old>\w+)(?::(?P<old_format>\w+))?\]\]"
)

# A string of PromQL or LogQL, which may contain `#`, or a comment. What is not closed ends with the line.
_OPAQUE = re.compile(r'"(?:[^"\\\n]|\\.)*"?|\'(?:[^\'\\\n]|\\.)*\'?|`[^`]*`?|#[^\n]*')


@dataclass(frozen=True, slots=True)
class Value:
    """The values that are selected. `exact`: the variable can have only one. `verbatim`: never escaped, as a built-in
    variable, a value given in the scenario and a custom all-value. `fields`: `${name.field}`."""

    values: tuple[str, ...]
    exact: bool = True
    verbatim: bool = False
    fields: Mapping[str, str] | None = None

    def written(self, name: str, format_: str, field: str, *, alternatives: str) -> str:
        if field and self.fields and field in self.fields:
            return self.fields[field]
        if format_ and not (self.verbatim and format_ in ("regex", "pipe", "glob") and len(self.values) == 1):
            return formatted(name, self.values, format_)
        if self.verbatim:
            return "|".join(self.values)
        return label_value(self.values, exact=self.exact, alternatives=alternatives)


def constant(value: str, **fields: str) -> Value:
    return Value((value,), verbatim=True, fields=fields or None)


def references(text: str) -> tuple[str, ...]:
    """The names of the variables in a text, each once. A name that begins with a digit is a group of a pattern."""
    names = (_name(match) for match in _REFERENCE.finditer(text))
    return tuple(dict.fromkeys(name for name in names if not name[0].isdigit()))


def query_references(query: str) -> tuple[str, ...]:
    """The names of the variables in a query of PromQL or LogQL, without those that only its comments have."""
    return references(_OPAQUE.sub(lambda match: "" if match[0].startswith("#") else match[0], query))


def interpolated(
    text: str, values: Mapping[str, Value], *, alternatives: str = "({})", default_format: str = ""
) -> str:
    """The text with the variables that have a value replaced; Grafana leaves the others as they are.

    `alternatives`: how the data source writes several values, around `a|b`. `default_format`: of references without
    one, for texts that are no query.
    """

    def written(match: re.Match[str]) -> str:
        value = values.get(_name(match))
        if value is None:
            return match[0]
        format_ = match["format"] or match["old_format"] or default_format
        return value.written(_name(match), format_, match["field"] or "", alternatives=alternatives)

    return _REFERENCE.sub(written, text)


def _name(match: re.Match[str]) -> str:
    return str(match["braced"] or match["bare"] or match["old"])
