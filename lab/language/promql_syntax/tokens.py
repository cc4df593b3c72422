"""The tokens of a query that need not be PromQL: nothing is refused, so that mistakes can be found and placed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

# In this order: the first that matches.
_KINDS = (
    ("space", r"\s+|#[^\n]*"),
    ("variable", r"\$\{[^}]*\}|\$\w+|\[\[\w+(?::\w+)?\]\]"),
    ("string", r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|`[^`]*`'),
    ("number", r"(?:\d|\.\d)(?:[eE][+-]\d|[\w.])*"),
    ("name", r"[a-zA-Z_:][\w:]*(?:\.[a-zA-Z_][\w:]*)*"),
    ("operator", r"===?|\*\*|=~|!~|!=|<=|>=|=<|=>|<>|~=|&&|\|\||\|=|\|~|[-+*/%^<>=!|&~@]"),
    ("bracket", r"[(){}\[\]]"),
    ("comma", r","),
    ("other", r"."),
)
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS), re.DOTALL)
CLOSING = {"(": ")", "[": "]", "{": "}"}
AGGREGATORS = frozenset(
    [
        "sum",
        "min",
        "max",
        "avg",
        "group",
        "stddev",
        "stdvar",
        "count",
        "count_values",
        "bottomk",
        "topk",
        "quantile",
        "limitk",
        "limit_ratio",
    ]
)
KEYWORDS = frozenset(
    ["by", "without", "on", "ignoring", "group_left", "group_right", "and", "or", "unless", "offset", "bool", "atan2"]
)
COMPARISONS = frozenset(("==", "!=", ">", "<", ">=", "<="))
MATCH_OPERATORS = ("=", "!=", "=~", "!~")


@dataclass(frozen=True, slots=True)
class Token:
    """`start` and `end` count characters of the query."""

    kind: str
    text: str
    start: int
    end: int


NOTHING = Token("end", "", 0, 0)  # before the first token and after the last


@dataclass(frozen=True)
class Draft:
    """A query as its author wrote it, with its tokens."""

    text: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        found = (Token(str(m.lastgroup), m[0], m.start(), m.end()) for m in _TOKEN.finditer(self.text))
        return tuple(token for token in found if token.kind != "space")

    def token(self, index: int) -> Token:
        return self.tokens[index] if 0 <= index < len(self.tokens) else NOTHING

    def is_(self, index: int, *texts: str) -> bool:
        """Whether the token has one of these texts; keywords in any case."""
        return self.token(index).text.lower() in texts

    @cached_property
    def pairs(self) -> Mapping[int, int]:
        """The index of each bracket that has a partner -> the index of the partner."""
        pairs: dict[int, int] = {}
        opened: list[int] = []
        for index, token in enumerate(self.tokens):
            if token.kind != "bracket":
                continue
            if token.text in CLOSING:
                opened.append(index)
            elif opened and CLOSING[self.tokens[opened[-1]].text] == token.text:
                pairs[index] = opened[-1]
                pairs[opened.pop()] = index
        return pairs

    @cached_property
    def enclosing(self) -> tuple[int, ...]:
        """For each token the index of the innermost open bracket around it, -1 outside of all."""
        inside: list[int] = []
        opened: list[int] = []
        for index, token in enumerate(self.tokens):
            if token.kind == "bracket" and token.text not in CLOSING and opened:
                opened.pop()
            inside.append(opened[-1] if opened else -1)
            if token.kind == "bracket" and token.text in CLOSING:
                opened.append(index)
        return tuple(inside)

    def bracket_around(self, index: int) -> str:
        """The text of the innermost open bracket around a token; empty outside of all."""
        return self.token(self.enclosing[index]).text if 0 <= index < len(self.tokens) else ""

    def between(self, first: int, last: int) -> str:
        """The text from the start of one token to the end of another."""
        return self.text[self.token(first).start : self.token(last).end]

    def operand_end(self, index: int) -> int:
        """The index of the last token of the operand that begins at `index`: a selector with braces, range, offset and
        `@`, a call with its grouping, or something in parentheses."""
        last = self._core_end(index)
        while True:
            following = last + 1
            if self.is_(following, "{", "[") or (self.is_(following, "(") and self.token(last).kind == "name"):
                if following not in self.pairs:
                    return last
                last = self.pairs[following]
            elif self.is_(following, "by", "without") and following + 1 in self.pairs:
                last = self.pairs[following + 1]
                if self.is_(last + 1, "(") and last + 1 in self.pairs:
                    last = self.pairs[last + 1]
            elif self.is_(following, "offset", "@") and self.token(following + 1).text:
                last = following + 1 + self.is_(following + 1, "-")
            else:
                return last

    def _core_end(self, index: int) -> int:
        if self.token(index).kind == "bracket" and index in self.pairs:
            return max(self.pairs[index], index)
        return index

    def operand_start(self, index: int) -> int:
        """The index of the first token of the operand that ends at `index`."""
        first = index
        while True:
            if self.token(first).kind == "bracket" and first in self.pairs and self.pairs[first] < first:
                first = self.pairs[first]
            before = first - 1
            if self.token(first).kind == "bracket" and self.token(before).text.lower() in ("by", "without"):
                first = before
                if self.token(first - 1).text == ")":
                    first -= 1
                elif self.token(first - 1).kind == "name":
                    return first - 1
                continue
            named = self.token(before).kind == "name" and not self.is_(before, *KEYWORDS)
            if self.is_(first, "(", "{", "[") and (named or self.is_(before, ")", "}", "]")):
                first = before
                if named:
                    return first
                continue
            return first
