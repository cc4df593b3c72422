"""The labels that the series of each selector need, so that the sides of every operation match."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from lab.drill.solving.matching_value import accepts, pool
from lab.why.expression import (
    NAME,
    Aggregate,
    Binary,
    Call,
    Constant,
    Expression,
    Matcher,
    Negative,
    Selector,
    Shift,
    Subquery,
    Window,
    children,
    parts,
)

Names = frozenset[str]
_NONE: Names = frozenset()
_HERE = Shift()
_ABSENT = ("absent", "absent_over_time")
_SCALARS = ("time", "pi", "vector", "scalar", "hour", "minute", "month", "year", "day_of_week", "day_of_month")
_SCRAPED = frozenset({"job", "instance"})
_OF_HISTOGRAMS = frozenset({"le"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One series: its metric and labels."""

    name: str
    labels: tuple[tuple[str, str], ...]

    def matches(self, matchers: Iterable[Matcher]) -> bool:
        own = {NAME: self.name, **dict(self.labels)}
        return all(accepts(m, own.get(m.label, "")) for m in matchers)


@dataclass(frozen=True, slots=True)
class Labelling:
    """`cells`: selector without its offset -> its series. `conflicts`: selectors that no series satisfies, and why."""

    cells: Mapping[Selector, Cell]
    conflicts: tuple[str, ...] = ()

    def of(self, selector: Selector) -> Cell:
        return self.cells[bare(selector)]

    def others(self, selector: Selector) -> tuple[Cell, ...]:
        """Series of other selectors that this one matches too."""
        own = self.of(selector)
        return tuple(dict.fromkeys(c for c in self.cells.values() if c != own and c.matches(matchers_of(selector))))


def bare(selector: Selector) -> Selector:
    return selector if selector.shift == _HERE else replace(selector, shift=_HERE)


def matchers_of(selector: Selector) -> tuple[Matcher, ...]:
    """Of alternatives joined by `or`, the first."""
    return selector.either[0] if selector.either else selector.matchers


def is_scalar(expression: Expression) -> bool:
    match expression:
        case Constant():
            return True
        case Call(function):
            return function in ("time", "pi", "scalar")
        case Negative(of):
            return is_scalar(of)
        case Binary(_, left, right):
            return is_scalar(left) and is_scalar(right)
    return False


def label_series(
    expression: Expression, suffix: str, extra: Iterable[str], *, apart: bool, recorded: Names = _NONE
) -> Labelling:
    """`suffix` makes the values of labels that nothing constrains the rule's own. `extra`: labels that series should
    have besides those of the expression. `apart`: selectors get series of their own wherever their matchers allow.
    `recorded`: metrics that recording rules make; those of others have job and instance, as all that is scraped."""
    selectors = tuple(dict.fromkeys(bare(part) for part in parts(expression) if isinstance(part, Selector)))
    usual = frozenset({*_mentioned(expression), *extra, *_SCRAPED}) - _OF_HISTOGRAMS - {NAME}
    places: dict[Selector, Names] = {}
    _place(expression, None, _NONE, usual, places)
    constraints: dict[str, list[Matcher]] = {}
    for selector in selectors:
        for matcher in matchers_of(selector):
            constraints.setdefault(matcher.label, []).append(matcher)
    cells: dict[Selector, Cell] = {}
    conflicts: list[str] = []
    for number, selector in enumerate(selectors):
        own: dict[str, list[Matcher]] = {}
        for matcher in matchers_of(selector):
            own.setdefault(matcher.label, []).append(matcher)
        names = places.get(selector, usual) | {label for label, of in own.items() if not _accept(of, "")}
        if not _recorded(selector, recorded):
            names |= _SCRAPED
        values: dict[str, str] = {}
        for label in sorted(names | {NAME}):
            default = f"{label}-{suffix}" if label != NAME else f"metric_{suffix}"
            value = _value(label, own.get(label, []), constraints.get(label, []), default, number if apart else 0)
            if value is None:
                conflicts.append(f"no value of {label} satisfies {', '.join(map(str, own[label]))}")
            elif value:
                values[label] = value
        cells[selector] = Cell(values.pop(NAME, f"metric_{suffix}"), tuple(values.items()))
    return Labelling(cells, tuple(dict.fromkeys(conflicts)))


def _recorded(selector: Selector, recorded: Names) -> bool:
    name = selector.name or ""
    return name in recorded or ":" in name or name.startswith("ALERTS")


def _value(label: str, own: list[Matcher], all_: list[Matcher], default: str, apart: int) -> str | None:
    """One value for all selectors if there is one, else one for this selector."""
    candidates = pool(all_, default)
    if apart and label != NAME:
        candidates = (*((f"{default}-{apart}",) if any(m.op != "=" for m in all_) or all_ else ()), *candidates)
    shared = next((v for v in candidates if _accept(all_, v)), None)
    if shared is not None and not apart:
        return shared
    return next((v for v in candidates if v and _accept(own, v)), "" if _accept(own, "") else None)


def _accept(matchers: Iterable[Matcher], value: str) -> bool:
    return all(accepts(matcher, value) for matcher in matchers)


def _mentioned(expression: Expression) -> Iterator[str]:
    for part in parts(expression):
        match part:
            case Selector():
                yield from (m.label for m in matchers_of(part) if m.label != NAME)
            case Aggregate(_, _, _, by, labels) if by is not None:
                yield from labels
            case Binary(matching=matching) if matching is not None:
                yield from matching.labels
                yield from matching.include
            case Call("label_replace", args) if len(args) == 5 and isinstance(args[3], Constant):
                yield args[3].text.strip("\"'`")


def names_out(expression: Expression) -> Names | None:
    """The labels that a result has whatever the series have; None when it has those of the series."""
    match expression:
        case Selector() | Window() | Subquery():
            return None if not isinstance(expression, Subquery) else names_out(expression.of)
        case Aggregate(op, of, _, by, labels):
            if op in ("topk", "bottomk", "limitk", "limit_ratio"):
                return names_out(of)
            inner = names_out(of)
            if by is False:
                return None if inner is None else inner - set(labels)
            return frozenset(labels if by else ()) - {NAME}
        case Call(function, args):
            if function in _ABSENT:
                return _NONE
            if function in _SCALARS and (not args or function in ("vector", "scalar")):
                return _NONE
            inner = next((names_out(arg) for arg in args if not isinstance(arg, Constant)), _NONE)
            return inner - _OF_HISTOGRAMS if inner is not None and function == "histogram_quantile" else inner
        case Negative(of):
            return names_out(of)
        case Binary(op, left, right, matching):
            if is_scalar(left):
                return names_out(right)
            if is_scalar(right) or matching is None or op in ("and", "or", "unless"):
                return names_out(left)
            if matching.group == "right":
                inner = names_out(right)
                return None if inner is None else inner | set(matching.include)
            if matching.on and not matching.group:
                return frozenset(matching.labels)
            inner = names_out(left)
            if inner is None:
                return None
            return inner | set(matching.include) if matching.group else inner - set(matching.labels)
    return _NONE


def _place(
    expression: Expression, must: Names | None, forbidden: Names, usual: Names, places: dict[Selector, Names]
) -> None:
    """Decides the labels of each selector. `must`: exactly those that the result needs; None when any will do."""
    match expression:
        case Selector():
            places.setdefault(bare(expression), (usual if must is None else must) - forbidden)
        case Aggregate(op, of, _, by, labels):
            if op in ("topk", "bottomk", "limitk", "limit_ratio"):
                _place(of, must, forbidden, usual, places)
            elif by is False:
                inner = None if must is None else must | (set(labels) & usual)
                _place(of, inner, forbidden - set(labels), usual, places)
            else:
                lost = frozenset() if must is None else frozenset(labels or ()) - must
                _place(of, None, (forbidden & set(labels or ())) | lost, usual, places)
        case Binary(_, left, right) if not is_scalar(left) and not is_scalar(right):
            _place_sides(expression, must, forbidden, usual, places)
        case _:
            for child in children(expression):
                _place(child, must, forbidden, usual, places)


def _place_sides(
    binary: Binary, must: Names | None, forbidden: Names, usual: Names, places: dict[Selector, Names]
) -> None:
    left, right, matching = binary.left, binary.right, binary.matching
    of_left, of_right = names_out(left), names_out(right)
    if binary.op == "or":
        _place(left, must, forbidden, usual, places)
        _place(right, must, forbidden, usual, places)
    elif matching is not None and matching.on:
        missing = {n for n in matching.labels if not _may_have(of_left, n) or not _may_have(of_right, n)}
        filters = binary.op in ("and", "unless")
        _place(left, must if filters else None, forbidden | missing, usual, places)
        _place(right, None, frozenset(missing), usual, places)
    else:
        ignored = frozenset(matching.labels) if matching is not None else _NONE
        fixed = [names - ignored for names in (must, of_left, of_right) if names is not None]
        free = usual - ignored - _dropped(left) - _dropped(right)
        base = frozenset.intersection(*fixed) if fixed else free
        lost = forbidden - base
        _place(left, base - forbidden, lost, usual, places)
        _place(right, base - forbidden, lost, usual, places)


def _dropped(expression: Expression) -> Names:
    """The labels that a result never has, where it has those of its series otherwise."""
    match expression:
        case Aggregate(op, of, _, by, labels):
            if op in ("topk", "bottomk", "limitk", "limit_ratio"):
                return _dropped(of)
            return _dropped(of) | frozenset(labels) if by is False else _NONE
        case Call(_, args):
            return frozenset().union(*map(_dropped, args))
        case Negative(of) | Subquery(of):
            return _dropped(of)
        case Binary(op, left, right, matching):
            if is_scalar(left) or is_scalar(right):
                return _dropped(left) | _dropped(right)
            if op == "or" or (matching is not None and (matching.on or matching.group)):
                return _dropped(right if matching is not None and matching.group == "right" else left)
            # Both sides have the same labels, so what one drops the other cannot have.
            return _dropped(left) | _dropped(right) | frozenset(matching.labels if matching is not None else ())
    return _NONE


def _may_have(names: Names | None, label: str) -> bool:
    return names is None or label in names
