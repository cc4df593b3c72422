"""A PromQL query taken apart, as frozen values, and spelled again. What becomes of it is for others.

Parentheses are not kept: they are put back where an operation stands inside another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from lab.language.promql import label_name, quoted, selector
from lab.language.quantities import spell_duration

NAME = "__name__"
COMPARISONS = ("==", "!=", ">", "<", ">=", "<=")
SET_OPERATORS = ("and", "or", "unless")
_BINDING = ({"or"}, {"and", "unless"}, {*COMPARISONS}, {"+", "-"}, {"*", "/", "%", "atan2"}, {"^"})  # the loosest first


@dataclass(frozen=True, slots=True)
class Matcher:
    label: str
    op: Literal["=", "!=", "=~", "!~"]
    value: str

    def accepts(self, value: str) -> bool:
        """Whether a label's value passes; a label that is not there has the value "". What Python's regular
        expressions do not read passes, so that nothing is blamed on it."""
        if self.op in ("=", "!="):
            return (value == self.value) is (self.op == "=")
        try:
            found = re.fullmatch(self.value, value, re.DOTALL) is not None
        except re.error:
            return True
        return found is (self.op == "=~")

    def __str__(self) -> str:
        return f"{label_name(self.label)}{self.op}{quoted(self.value)}"


@dataclass(frozen=True, slots=True)
class Shift:
    """`offset` in seconds into the past; `at` as PromQL writes it, `@ 1700000000.000` or `@ end()`."""

    offset: float = 0.0
    at: str = ""

    def __str__(self) -> str:
        sign = "-" if self.offset < 0 else ""
        words = [self.at, f"offset {sign}{spell_duration(abs(self.offset))}" if self.offset else ""]
        return "".join(f" {word}" for word in words if word)


@dataclass(frozen=True, slots=True)
class Selector:
    """`either`: of several lists of matchers joined by `or`, which then stand for `matchers`."""

    matchers: tuple[Matcher, ...]
    shift: Shift = Shift()
    either: tuple[tuple[Matcher, ...], ...] = ()

    @property
    def name(self) -> str | None:
        """The one metric that it names; None when a pattern, or nothing, does."""
        return next((m.value for m in self.matchers if m.label == NAME and m.op == "="), None)

    @property
    def labelled(self) -> tuple[Matcher, ...]:
        return tuple(m for m in self.matchers if m.label != NAME)

    def bare(self) -> str:
        """Without offset: what a person looks for."""
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
    """How two sides find each other: `on` these labels, or ignoring them. `group`: which side may have many."""

    on: bool = False
    labels: tuple[str, ...] = ()
    group: Literal["", "left", "right"] = ""
    include: tuple[str, ...] = ()

    def __str__(self) -> str:
        words = [f"{'on' if self.on else 'ignoring'} ({', '.join(map(label_name, self.labels))})"]
        if self.group:
            words.append(f"group_{self.group}" + (f" ({', '.join(self.include)})" if self.include else ""))
        return " ".join(words)


@dataclass(frozen=True, slots=True)
class Binary:
    op: str
    left: Expression
    right: Expression
    matching: Matching | None = None
    bool_: bool = False

    @property
    def compares(self) -> bool:
        """It filters: what does not hold is left out."""
        return self.op in COMPARISONS and not self.bool_


@dataclass(frozen=True, slots=True)
class Negative:
    of: Expression


@dataclass(frozen=True, slots=True)
class Constant:
    """A number or a text, as it is written."""

    text: str


Expression: TypeAlias = Selector | Window | Subquery | Call | Aggregate | Binary | Negative | Constant


def spell(expression: Expression) -> str:
    match expression:
        case Selector():
            return expression.bare() + str(expression.shift)
        case Window(of, seconds):
            return f"{of.bare()}[{spell_duration(seconds)}]{of.shift}"
        case Subquery(of, seconds, step, shift):
            every = spell_duration(step) if step is not None else ""
            return f"{_inner(of)}[{spell_duration(seconds)}:{every}]{shift}"
        case Call(function, args):
            return f"{function}({', '.join(map(spell, args))})"
        case Aggregate():
            return _spell_aggregate(expression)
        case Binary(op, left, right, matching, bool_):
            # Operators of the same strength are read from the left, and `^` from the right.
            first, last = (0.5, 0.0) if op == "^" else (0.0, 0.5)
            how = ["bool" if bool_ else "", str(matching or "")]
            words = [_side(left, _binding(op) + first), op, *how, _side(right, _binding(op) + last)]
            return " ".join(word for word in words if word)
        case Negative(of):
            return f"-{_inner(of)}"
        case Constant(text):
            return text


def _spell_aggregate(aggregate: Aggregate) -> str:
    inner = [aggregate.param, aggregate.of]
    args = f"({', '.join(spell(each) for each in inner if each is not None)})"
    if aggregate.by is None:
        return f"{aggregate.op}{args}"
    grouping = f"{'by' if aggregate.by else 'without'} ({', '.join(map(label_name, aggregate.labels))})"
    return f"{aggregate.op} {grouping} {args}"


def _inner(expression: Expression) -> str:
    return f"({spell(expression)})" if isinstance(expression, Binary) else spell(expression)


def _side(expression: Expression, binds: float) -> str:
    looser = isinstance(expression, Binary) and _binding(expression.op) < binds
    return _inner(expression) if looser else spell(expression)


def _binding(op: str) -> float:
    return next((strength for strength, ops in enumerate(_BINDING) if op in ops), 0)


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
    """The expression itself and all that it consists of, the outermost first."""
    yield expression
    for child in children(expression):
        yield from parts(child)


def changed(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """The same query with `change` made to each of its parts, the innermost first."""
    match expression:
        case Window(of):
            inner = changed(of, change)
            assert isinstance(inner, Selector)
            expression = replace(expression, of=inner)
        case Subquery(of) | Negative(of) | Aggregate(_, of):
            expression = replace(expression, of=changed(of, change))
        case Call(_, args):
            expression = replace(expression, args=tuple(changed(arg, change) for arg in args))
        case Binary(_, left, right):
            expression = replace(expression, left=changed(left, change), right=changed(right, change))
        case Selector() | Constant():
            pass
    return change(expression)


def with_instead(expression: Expression, old: Expression, new: Expression) -> Expression:
    return changed(expression, lambda part: new if part == old else part)


def with_name(expression: Expression, old: str, new: str) -> Expression:
    """The same query of another metric."""

    def renamed(part: Expression) -> Expression:
        if not isinstance(part, Selector) or part.name != old:
            return part
        return replace(part, matchers=tuple(Matcher(NAME, "=", new) if m.label == NAME else m for m in part.matchers))

    return changed(expression, renamed)
