"""A query as a tree whose parts know their place in the text, so that a translation can leave all else as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of the query, the end excluded."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Label:
    """A label name as it is meant, without quotes."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class LabelList:
    """`by (a, b)`: the word, the labels, and the place of the closing parenthesis."""

    word: str
    labels: tuple[Label, ...]
    close: int


@dataclass(frozen=True, slots=True)
class MatcherText:
    """`op` and the value, decoded, with the places of both and of the whole."""

    label: Label
    op: str
    value: str
    op_span: Span
    value_span: Span


@dataclass(frozen=True, slots=True)
class Selector:
    """`name_span`: of the name before or inside the braces; None when it has none. `braces`: inside the braces, None
    without them. `has_or`: lists of matchers joined by `or`."""

    span: Span
    name: str
    name_span: Span | None
    matchers: tuple[MatcherText, ...]
    braces: Span | None
    is_range: bool
    has_or: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A literal, or a variable that stands for one (`value` is None)."""

    span: Span
    value: float | None


@dataclass(frozen=True, slots=True)
class Text:
    span: Span
    value: str


@dataclass(frozen=True, slots=True)
class Call:
    span: Span
    function: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Aggregate:
    span: Span
    op: str
    of: Node
    param: Node | None
    grouping: LabelList | None


@dataclass(frozen=True, slots=True)
class Binary:
    span: Span
    op: str
    left: Node
    right: Node
    returns_bool: bool
    matching: LabelList | None
    group: LabelList | None


@dataclass(frozen=True, slots=True)
class Unary:
    span: Span
    of: Node


@dataclass(frozen=True, slots=True)
class Paren:
    span: Span
    of: Node


@dataclass(frozen=True, slots=True)
class Subquery:
    span: Span
    of: Node


Node: TypeAlias = Selector | Number | Text | Call | Aggregate | Binary | Unary | Paren | Subquery


def selectors_in(node: Node) -> Iterator[Selector]:
    """All selectors of a query."""
    match node:
        case Selector():
            yield node
        case Call(args=args):
            for arg in args:
                yield from selectors_in(arg)
        case Aggregate(of=of, param=param):
            yield from selectors_in(of)
            if param is not None:
                yield from selectors_in(param)
        case Binary(left=left, right=right):
            yield from selectors_in(left)
            yield from selectors_in(right)
        case Unary(of=of) | Paren(of=of) | Subquery(of=of):
            yield from selectors_in(of)
