"""Parses a PromQL query into an `Expression`, with the grammar of promql_parser."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import timedelta
from textwrap import indent
from typing import Any, Literal

import promql_parser as library

from lab.errors import UsageError
from lab.language.promql import parsed, quoted
from lab.language.promql_bounds import bounded_query
from lab.language.promql_syntax.correction import find_problem
from lab.why.expression import (
    NAME,
    Aggregate,
    Binary,
    Call,
    Constant,
    Expression,
    Matcher,
    Matching,
    Negative,
    Selector,
    Shift,
    Subquery,
    Window,
)

# By their text: the values of the library are not hashable.
_OPS: dict[str, Literal["=", "!=", "=~", "!~"]] = {
    str(library.MatchOp.Equal): "=",
    str(library.MatchOp.NotEqual): "!=",
    str(library.MatchOp.Re): "=~",
    str(library.MatchOp.NotRe): "!~",
}
_AT = {str(library.AtModifierType.Start): "@ start()", str(library.AtModifierType.End): "@ end()"}


def parse(query: str) -> Expression:
    """Raises UsageError that shows the place, and the usual correction as its remedy."""
    try:
        bounded = bounded_query(query)
        expression = _convert(parsed(bounded))
        return _with_patterns(expression, bounded.patterns) if bounded.patterns else expression
    except ValueError as error:
        problem = find_problem(query, str(error).strip().splitlines()[0])
        remedy = f"did you mean this? {problem.correction}" if problem.correction else ""
        raise UsageError(f"this is not PromQL:\n\n{indent(problem.marked(), '  ')}\n", remedy=remedy) from None


def _with_patterns(value: Any, patterns: Mapping[str, str]) -> Any:
    """The regular expressions as the user wrote them, instead of those that the library was given."""
    if isinstance(value, tuple):
        return tuple(_with_patterns(item, patterns) for item in value)
    if isinstance(value, Matcher) and value.op in ("=~", "!~"):
        return dataclasses.replace(value, value=patterns.get(value.value, value.value))
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return dataclasses.replace(value, **{name: _with_patterns(below, patterns) for name, below in fields.items()})


def _convert(node: Any) -> Expression:
    match node:
        case library.ParenExpr():
            return _convert(node.expr)
        case library.VectorSelector():
            return _selector(node)
        case library.MatrixSelector():
            return Window(_selector(node.vector_selector), _seconds(node.range))
        case library.SubqueryExpr():
            step = node.step.total_seconds() if node.step is not None else None
            return Subquery(_convert(node.expr), _seconds(node.range), step, _shift(node))
        case library.Call():
            return Call(node.func.name, tuple(_convert(arg) for arg in node.args))
        case library.AggregateExpr():
            return _aggregate(node)
        case library.BinaryExpr():
            return _binary(node)
        case library.UnaryExpr():
            return Negative(_convert(node.expr))
        case library.StringLiteral():
            return Constant(quoted(node.val))
    return Constant(str(node))


def _seconds(duration: timedelta | None) -> float:
    return duration.total_seconds() if duration is not None else 0.0


def _selector(node: Any) -> Selector:
    name = (Matcher(NAME, "=", node.name),) if node.name else ()
    either = tuple((*name, *map(_matcher, group)) for group in node.matchers.or_matchers)
    return Selector((*name, *map(_matcher, node.matchers.matchers)), _shift(node), either)


def _matcher(node: Any) -> Matcher:
    return Matcher(node.name, _OPS[str(node.op)], node.value)


def _shift(node: Any) -> Shift:
    if node.at is None:
        return Shift(_seconds(node.offset))
    at = _AT.get(str(node.at.type)) or f"@ {node.at.at.timestamp():.3f}"
    return Shift(_seconds(node.offset), at)


def _aggregate(node: Any) -> Aggregate:
    param = None if node.param is None else _convert(node.param)
    if node.modifier is None:
        return Aggregate(str(node.op), _convert(node.expr), param)
    by = node.modifier.type == library.AggModifierType.By
    return Aggregate(str(node.op), _convert(node.expr), param, by, tuple(node.modifier.labels))


def _binary(node: Any) -> Binary:
    left, right, modifier = _convert(node.lhs), _convert(node.rhs), node.modifier
    if modifier is None:
        return Binary(str(node.op), left, right)
    group: Literal["", "left", "right"] = ""
    if modifier.card == library.VectorMatchCardinality.ManyToOne:
        group = "left"
    elif modifier.card == library.VectorMatchCardinality.OneToMany:
        group = "right"
    matching = None
    if modifier.matching is not None or group:
        on = modifier.matching is not None and modifier.matching.type == library.LabelModifierType.Include
        labels = tuple(modifier.matching.labels) if modifier.matching is not None else ()
        matching = Matching(on, labels, group, tuple(modifier.group_labels or ()))
    return Binary(str(node.op), left, right, matching, modifier.return_bool)
