"""The parts of a PromQL query as frozen values, and PromQL text made from them.

Parentheses are not stored: `to_promql` adds them where one operation is inside another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from lab.language.promql import label_name, quoted, selector
from lab.language.quantities import format_duration

NAME = "__name__"
COMPARISONS = ("==", "!=", ">", "<", ">=", "<=")
_PRECEDENCE = (
    {"or"},
    {"and", "unless"},
    {*COMPARISONS},
    {"+", "-"},
    {"*", "/", "%", "atan2"},
    {"^"},
)  # the loosest first


@dataclass(frozen=True, slots=True)
class Matcher:
    label: str
    op: Literal["=", "!=", "=~", "!~"]
    value: str

    def accepts(self, value: str) -> bool:
        """Whether the value of a label passes; a missing label has the value "". A pattern that Python cannot compile
        passes, so that the matcher is not reported as the cause."""
        if self.op in ("=", "!="):
            return (value == self.value) is (self.op == "=")
        try:
            matched = re.fullmatch(self.value, value, re.DOTALL) is not None
        except re.error:
            return True
        return matched is (self.op == "=~")

    def __str__(self) -> str:
        return f"{label_name(self.label)}{self.op}{quoted(self.value)}"


@dataclass(frozen=True, slots=True)
class Shift:
    """`offset` in seconds into the past; `at` as PromQL writes it, `@ 1700000000.000` or `@ end()`."""

    offset: float = 0.0
    at: str = ""

    def __str__(self) -> str:
        sign = "-" if self.offset < 0 else ""
        modifiers = [self.at, f"offset {sign}{format_duration(abs(self.offset))}" if self.offset else ""]
        return "".join(f" {modifier}" for modifier in modifiers if modifier)


@dataclass(frozen=True, slots=True)
class Selector:
    """`either`: lists of matchers joined by `or`, instead of `matchers`."""

    matchers: tuple[Matcher, ...]
    shift: Shift = Shift()
    either: tuple[tuple[Matcher, ...], ...] = ()

    @property
    def name(self) -> str | None:
        """The metric name; None when the selector has a pattern or no name."""
        return next((m.value for m in self.matchers if m.label == NAME and m.op == "="), None)

    @property
    def labelled(self) -> tuple[Matcher, ...]:
        return tuple(m for m in self.matchers if m.label != NAME)

    def bare(self) -> str:
        """Without offset and `@`."""
        if self.either:
            return "{" + " or ".join(",".join(map(str, group)) for group in self.either) + "}"
        if self.name is None:
            return "{" + ",".join(map(str, self.matchers)) + "}"
        plain, inner = selector(self.name, {}), ",".join(map(str, self.labelled))
        if not inner:
            return plain
        return f"{plain[:-1]},{inner}}}" if plain.endswith("}") else f"{plain}{{{inner}}}"


@dataclass(frozen=True, slots=True)
class Window:
    """The samples of the last `seconds`: `x[5m]`."""

    of: Selector
    seconds: float


@dataclass(frozen=True, slots=True)
class Subquery:
    of: Expression
    seconds: float
    step: float | None
    shift: Shift


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    args: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`by` is None without a grouping."""

    op: str
    of: Expression
    param: Expression | None = None
    by: bool | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """How the series of two sides match: `on` these labels, or ignoring them. `group`: which side may have many."""

    on: bool = False
    labels: tuple[str, ...] = ()
    group: Literal["", "left", "right"] = ""
    include: tuple[str, ...] = ()

    def __str__(self) -> str:
        labels = f"{'on' if self.on else 'ignoring'} ({', '.join(map(label_name, self.labels))})"
        if not self.group:
            return labels
        return f"{labels} group_{self.group}" + (f" ({', '.join(self.include)})" if self.include else "")


@dataclass(frozen=True, slots=True)
class Binary:
    op: str
    left: Expression
    right: Expression
    matching: Matching | None = None
    bool_: bool = False

    @property
    def compares(self) -> bool:
        """A filter: values for which it does not hold are dropped."""
        return self.op in COMPARISONS and not self.bool_


@dataclass(frozen=True, slots=True)
class Negative:
    of: Expression


@dataclass(frozen=True, slots=True)
class Constant:
    """A number or a string, as it is written."""

    text: str


Expression: TypeAlias = Selector | Window | Subquery | Call | Aggregate | Binary | Negative | Constant


def to_promql(expression: Expression) -> str:
    match expression:
        case Selector():
            return expression.bare() + str(expression.shift)
        case Window(of, seconds):
            return f"{of.bare()}[{format_duration(seconds)}]{of.shift}"
        case Subquery(of, seconds, step, shift):
            every = format_duration(step) if step is not None else ""
            return f"{_parenthesized(of)}[{format_duration(seconds)}:{every}]{shift}"
        case Call(function, args):
            return f"{function}({', '.join(map(to_promql, args))})"
        case Aggregate():
            return _aggregate_to_promql(expression)
        case Binary(op, left, right, matching, bool_):
            # Operators of the same precedence are left-associative, except `^`.
            first, last = (0.5, 0.0) if op == "^" else (0.0, 0.5)
            modifiers = ["bool" if bool_ else "", str(matching or "")]
            tokens = [_operand(left, _precedence(op) + first), op, *modifiers, _operand(right, _precedence(op) + last)]
            return " ".join(token for token in tokens if token)
        case Negative(of):
            return f"-{_parenthesized(of)}"
        case Constant(text):
            return text


def _aggregate_to_promql(aggregate: Aggregate) -> str:
    inner = [aggregate.param, aggregate.of]
    args = f"({', '.join(to_promql(arg) for arg in inner if arg is not None)})"
    if aggregate.by is None:
        return f"{aggregate.op}{args}"
    grouping = f"{'by' if aggregate.by else 'without'} ({', '.join(map(label_name, aggregate.labels))})"
    return f"{aggregate.op} {grouping} {args}"


def _parenthesized(expression: Expression) -> str:
    return f"({to_promql(expression)})" if isinstance(expression, Binary) else to_promql(expression)


def _operand(expression: Expression, precedence: float) -> str:
    looser = isinstance(expression, Binary) and _precedence(expression.op) < precedence
    return _parenthesized(expression) if looser else to_promql(expression)


def _precedence(op: str) -> float:
    return next((rank for rank, ops in enumerate(_PRECEDENCE) if op in ops), 0)


def children(expression: Expression) -> tuple[Expression, ...]:
    match expression:
        case Window(of) | Subquery(of) | Negative(of):
            return (of,)
        case Call(_, args):
            return args
        case Aggregate(_, of, param):
            return (of,) if param is None else (param, of)
        case Binary(_, left, right):
            return (left, right)
        case Selector() | Constant():
            return ()


def parts(expression: Expression) -> Iterator[Expression]:
    """The expression and all its parts, the outermost first."""
    yield expression
    for child in children(expression):
        yield from parts(child)


def transform(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """The query with `change` applied to each of its parts, the innermost first."""
    match expression:
        case Window(of):
            inner = transform(of, change)
            assert isinstance(inner, Selector)
            expression = replace(expression, of=inner)
        case Subquery(of) | Negative(of) | Aggregate(_, of):
            expression = replace(expression, of=transform(of, change))
        case Call(_, args):
            expression = replace(expression, args=tuple(transform(arg, change) for arg in args))
        case Binary(_, left, right):
            expression = replace(expression, left=transform(left, change), right=transform(right, change))
        case Selector() | Constant():
            pass
    return change(expression)


def with_part(expression: Expression, old: Expression, new: Expression) -> Expression:
    return transform(expression, lambda part: new if part == old else part)


def with_name(expression: Expression, old: str, new: str) -> Expression:
    """Replaces the metric name `old` by `new` in all selectors."""

    def rename(part: Expression) -> Expression:
        if not isinstance(part, Selector) or part.name != old:
            return part
        return replace(part, matchers=tuple(Matcher(NAME, "=", new) if m.label == NAME else m for m in part.matchers))

    return transform(expression, rename)
