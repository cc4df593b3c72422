"""Units of metrics, and queries whose numbers are converted from one unit to another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lab.why.evaluation import is_scalar
from lab.why.expression import (
    COMPARISONS,
    Aggregate,
    Binary,
    Call,
    Constant,
    Expression,
    Matcher,
    Negative,
    Selector,
    Subquery,
    Window,
    transform,
)

# Word in a name, or unit of a dialect -> what it measures, and its size in the base unit.
_UNITS: Mapping[str, tuple[str, float]] = {
    **dict.fromkeys(("nanoseconds", "ns"), ("time", 1e-9)),
    **dict.fromkeys(("microseconds", "us"), ("time", 1e-6)),
    **dict.fromkeys(("milliseconds", "ms"), ("time", 1e-3)),
    **dict.fromkeys(("seconds", "s"), ("time", 1.0)),
    **dict.fromkeys(("minutes", "min"), ("time", 60.0)),
    **dict.fromkeys(("hours", "h"), ("time", 3600.0)),
    **dict.fromkeys(("days", "d"), ("time", 86400.0)),
    "bits": ("size", 0.125),
    **dict.fromkeys(("bytes", "By"), ("size", 1.0)),
    "kilobytes": ("size", 1e3),
    "kibibytes": ("size", 1024.0),
    "megabytes": ("size", 1e6),
    "mebibytes": ("size", 1024.0**2),
    "gigabytes": ("size", 1e9),
    "gibibytes": ("size", 1024.0**3),
    "ratio": ("share", 1.0),
    "percent": ("share", 0.01),
    "celsius": ("temperature in celsius", 1.0),
    "kelvin": ("temperature in kelvin", 1.0),
}
_LONG = {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds", "By": "bytes"}
_SUFFIXES = ("_total", "_count", "_sum", "_bucket", "_created")
_UNITLESS_CALLS = (
    "timestamp",
    "changes",
    "resets",
    "count_over_time",
    "present_over_time",
    "histogram_count",
)
_UNITLESS_AGGREGATES = ("count", "group", "count_values")
_SIGNED = ("clamp", "clamp_min", "clamp_max")


def unit_of(name: str) -> str:
    """The unit in a metric name; empty when it has none: seconds of `http_request_duration_seconds_bucket`."""
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    word = name.rpartition("_")[2]
    return word if len(word) > 2 and word in _UNITS else ""


def factor(old: str, new: str) -> float | None:
    """By how much a number in the unit `old` is multiplied to be one in `new`; None when they measure different things,
    1 when one of them is unknown."""
    if old not in _UNITS or new not in _UNITS:
        return 1.0
    (kind, size), (other_kind, other_size) = _UNITS[old], _UNITS[new]
    return size / other_size if kind == other_kind else None


@dataclass(frozen=True, slots=True)
class Conversion:
    """The metrics `names` are in the unit `new`, numbers that the query compares them with still in `old`. `bounds`:
    the values of `le` that their buckets have."""

    names: tuple[str, ...]
    old: str
    new: str
    bounds: tuple[str, ...] = ()

    @property
    def factor(self) -> float:
        return factor(self.old, self.new) or 1.0

    def apply(self, expression: Expression) -> tuple[Expression, str]:
        """The query with converted numbers, and a note on what that means; empty when nothing is converted."""
        if self.factor == 1.0:
            return expression, ""
        converted = transform(expression, self._convert)
        old, new, times = _LONG.get(self.old, self.old), _LONG.get(self.new, self.new), format_number(self.factor)
        if converted != expression:
            return converted, f"numbers are converted from {old} to {new} (times {times})"
        if self.exponent(expression):
            return expression, f"its values are in {new}, {times} times those in {old}"
        return expression, ""

    def exponent(self, part: Expression) -> int:
        """1 for values in the unit, -1 for values per unit, 0 for others."""
        match part:
            case Selector():
                name = part.name or ""
                return int(name in self.names and not name.endswith(("_count", "_bucket")))
            case Window(of) | Subquery(of) | Negative(of):
                return self.exponent(of)
            case Aggregate(op, of):
                return 0 if op in _UNITLESS_AGGREGATES else self.exponent(of)
            case Call("histogram_quantile", (_, buckets)):
                return int(self._has_buckets(buckets))
            case Call(function, args):
                inner = [self.exponent(arg) for arg in args if not is_scalar(arg)]
                return inner[0] if inner and function not in _UNITLESS_CALLS else 0
            case Binary("*", left, right):
                return self.exponent(left) + self.exponent(right)
            case Binary("/", left, right):
                return self.exponent(left) - self.exponent(right)
            case Binary(op, left, right, _, bool_):
                if bool_:
                    return 0
                return self.exponent(right) if is_scalar(left) else self.exponent(left)
        return 0

    def _has_buckets(self, part: Expression) -> bool:
        match part:
            case Selector():
                return part.name in self.names
            case Window(of) | Subquery(of) | Negative(of) | Aggregate(_, of):
                return self._has_buckets(of)
            case Call(_, args):
                return any(map(self._has_buckets, args))
            case Binary(_, left, right):
                return self._has_buckets(left) or self._has_buckets(right)
        return False

    def _convert(self, part: Expression) -> Expression:
        match part:
            case Selector() if part.name in self.names:
                return replace(part, matchers=tuple(map(self._bound, part.matchers)))
            case Binary(op, left, right) if op in (*COMPARISONS, "+", "-"):
                if is_scalar(right) and not is_scalar(left):
                    return replace(part, right=self._times(right, self.exponent(left)))
                if is_scalar(left) and not is_scalar(right):
                    return replace(part, left=self._times(left, self.exponent(right)))
            case Call(function, (of, *limits)) if function in _SIGNED:
                exponent = self.exponent(of)
                return replace(part, args=(of, *(self._times(limit, exponent) for limit in limits)))
            case Call("histogram_fraction", (lower, upper, buckets)) if self._has_buckets(buckets):
                return replace(part, args=(self._times(lower, 1), self._times(upper, 1), buckets))
        return part

    def _times(self, number: Expression, exponent: int) -> Expression:
        multiplier = self.factor**exponent
        if exponent == 0 or number in (Constant("0"), Constant("+Inf"), Constant("Inf")):
            return number
        if isinstance(number, Constant):
            try:
                return Constant(format_number(float(number.text) * multiplier))
            except ValueError:
                pass
        return Binary("*", number, Constant(format_number(multiplier)))

    def _bound(self, matcher: Matcher) -> Matcher:
        if matcher.label != "le" or matcher.op not in ("=", "!="):
            return matcher
        return replace(matcher, value=converted_bound(matcher.value, self.factor, self.bounds) or matcher.value)


def converted_bound(value: str, multiplier: float, bounds: Iterable[str]) -> str:
    """The one of the bucket bounds that is `multiplier` times a value; empty when there is none."""
    try:
        wanted = float(value) * multiplier
        return next((bound for bound in bounds if abs(float(bound) - wanted) <= abs(wanted) * 1e-9), "")
    except ValueError:
        return ""


def format_number(number: float) -> str:
    return f"{number:.12g}"
