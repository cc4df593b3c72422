"""Which metrics the rules and dashboards of an audit read.

By words, not by parsed queries: a metric counts as read when its name is a word of any text of them, also of a query
with variables, a description or a list of options. So nothing that is read is ever called unread.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lab.audit.context import AuditContext
from lab.language.regex_cost import MAX_COST, cost

_WORD = re.compile(r"[a-zA-Z_:][\w:]*", re.ASCII)
_NAME_PATTERN = re.compile(r"__name__\s*=~\s*\"((?:[^\"\\]|\\.)*)\"|\bmetrics\(([^)]*)\)")
# A name of which a variable is a part: node_${kind}_total.
_VARIABLE = r"(?:\$\w+|\$\{[^}]*\}|\[\[[^\]]*\]\])"
_WITH_VARIABLE = re.compile(rf"[\w:]*{_VARIABLE}(?:[\w:]|{_VARIABLE})*")
_MIN_LITERAL = 3  # letters of such a name besides the variables: fewer would be any label value
_SIDE_BY_SIDE = ("_sum", "_count", "_created")  # series that come with a histogram or summary, and are few
_HISTOGRAM = ("_bucket", *_SIDE_BY_SIDE)


@dataclass(frozen=True)
class Reads:
    texts: tuple[str, ...]

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word for text in self.texts for word in _WORD.findall(text))

    @cached_property
    def patterns(self) -> tuple[re.Pattern[str], ...]:
        """What matches more than one name. One that is costly to match is taken for a match of everything."""
        found = dict.fromkeys(pattern for text in self.texts for pattern in _patterns(text))
        return tuple(compiled for pattern in found if (compiled := _compiled(pattern)) is not None)

    def metric(self, name: str) -> bool:
        """Whether any text reads it, or the histogram that it belongs to."""
        if self._named(name):
            return True
        base = next((name.removesuffix(suffix) for suffix in _HISTOGRAM if name.endswith(suffix)), "")
        if not base:
            return False
        family = ("", "_bucket", *_SIDE_BY_SIDE) if name.endswith(_SIDE_BY_SIDE) else ("",)
        return any(self._named(base + suffix) for suffix in family)

    def _named(self, name: str) -> bool:
        return name in self.words or any(pattern.fullmatch(name) for pattern in self.patterns)


def reads_of(context: AuditContext) -> Reads:
    """Every text of the rules and dashboards."""
    rules = (text for rule in context.system.rules for text in (rule.query, *rule.annotations.values()))
    boards = (text for board in context.dashboards for text in _strings(_json(board.text)))
    return Reads(tuple(dict.fromkeys([*rules, *boards])))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for below in value.values():
                yield from _strings(below)
        case list():
            for below in value:
                yield from _strings(below)


def _patterns(text: str) -> Iterator[str]:
    """Those that match any name, as of a dashboard for exploring, read nothing in particular."""
    for quoted, listed in _NAME_PATTERN.findall(text):
        if re.search(r"\w", re.sub(_VARIABLE, "", quoted or listed)):
            pattern = re.sub(_VARIABLE, ".*", quoted.replace("\\\\", "\\") or listed)
            yield pattern if quoted else f".*(?:{pattern}).*"
    for name in _WITH_VARIABLE.findall(text):
        parts = re.split(_VARIABLE, name)
        if sum(map(len, parts)) >= _MIN_LITERAL:
            yield ".*".join(map(re.escape, parts))


def _compiled(pattern: str) -> re.Pattern[str] | None:
    """None for what is no expression. Nested repetition can take Python for ever: its names match everything."""
    try:
        compiled = re.compile(pattern, re.DOTALL)
    except (re.error, RecursionError, OverflowError):
        return None
    nested = re.search(r"[*+}]\)?[*+{]", pattern) is not None
    return re.compile(".*", re.DOTALL) if nested or cost(pattern) > MAX_COST else compiled
