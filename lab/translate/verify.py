"""Checks a translated query: that it parses, and selects what it is meant to select."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lab.language.promql import promql_error
from lab.translate.literals import Unreadable
from lab.translate.reading import read
from lab.translate.tree import Selector, selectors_in
from lab.translate.values import Untranslatable

_VARIABLE = re.compile(r"\$\{[^}]*\}|\$\w+|\[\[\w+(?::\w+)?\]\]")
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|`[^`]*`')
_RANGE = re.compile(r"\[[^\]]*\]|\boffset\s+-?\S+")


def verify(query: str, intended: Iterable[tuple[str, frozenset[str]]]) -> None:
    """`intended`: metric and labels of each selector that was translated. Raises Untranslatable."""
    if error := promql_error(with_samples(query)):
        raise Untranslatable(f"its translation does not parse: {error}")
    try:
        found = [_metric_and_labels(selector) for selector in selectors_in(read(query))]
    except Unreadable as error:
        raise Untranslatable(f"its translation cannot be read: {error}") from None
    for metric, labels in intended:
        if (metric, labels) not in found:
            raise Untranslatable(
                f"its translation does not select {metric} by {', '.join(sorted(labels)) or 'nothing'}"
            )
        found.remove((metric, labels))


def with_samples(query: str) -> str:
    """The query with something that parses in the place of variables."""
    strings: list[str] = []

    def keep(match: re.Match[str]) -> str:
        strings.append(match[0])
        return f'"{len(strings) - 1}"'

    text = _STRING.sub(keep, query)
    text = _RANGE.sub(lambda match: _VARIABLE.sub("5m", match[0]), text)
    text = _VARIABLE.sub("1", text)
    return re.sub(r'"(\d+)"', lambda match: strings[int(match[1])], text)


def _metric_and_labels(selector: Selector) -> tuple[str, frozenset[str]]:
    """The metric, and the labels of the other matchers."""
    named = [m.value for m in selector.matchers if m.label.name == "__name__" and m.op == "="]
    labels = frozenset(m.label.name for m in selector.matchers if m.label.name != "__name__")
    return selector.name or (named[0] if named else ""), labels
