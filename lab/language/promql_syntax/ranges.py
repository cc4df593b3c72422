"""A range where a single value is needed, no range where one is needed, and a range in the wrong place."""

from __future__ import annotations

from collections.abc import Iterator

from lab.language.promql_syntax.mistake import Edit, Mistake, insert, remove
from lab.language.promql_syntax.tokens import AGGREGATORS, KEYWORDS, Draft

COUNTER_FUNCTIONS = frozenset(["rate", "irate", "increase", "resets"])
RANGE_FUNCTIONS = COUNTER_FUNCTIONS | frozenset(
    [
        "delta",
        "idelta",
        "deriv",
        "changes",
        "predict_linear",
        "holt_winters",
        "double_exponential_smoothing",
        "avg_over_time",
        "min_over_time",
        "max_over_time",
        "sum_over_time",
        "count_over_time",
        "quantile_over_time",
        "stddev_over_time",
        "stdvar_over_time",
        "last_over_time",
        "first_over_time",
        "present_over_time",
        "absent_over_time",
        "mad_over_time",
        "ts_of_max_over_time",
        "ts_of_min_over_time",
        "ts_of_last_over_time",
    ]
)
_OVER_TIME = {
    "avg": "avg_over_time",
    "min": "min_over_time",
    "max": "max_over_time",
    "count": "count_over_time",
    "stddev": "stddev_over_time",
    "stdvar": "stdvar_over_time",
    "absent": "absent_over_time",
    "last": "last_over_time",
}
_COUNTERS = ("_total", "_count", "_sum", "_bucket")
_USUAL = "5m"


def range_outside(draft: Draft) -> Iterator[Mistake]:
    """`rate(x)[5m]`, `rate[5m](x)`, `rate(x, 5m)`, `rate(x 5m)`: the range belongs to the selector."""
    for index, token in enumerate(draft.tokens):
        if token.text not in RANGE_FUNCTIONS:
            continue
        message = f"the range belongs to the selector, inside of {token.text}( )"
        opening = draft.pairs.get(index + 1, index) + 1
        if draft.is_(index + 1, "[") and draft.is_(opening, "(") and opening in draft.pairs:
            text = draft.between(index + 1, opening - 1)
            start, end_of_call = draft.token(index + 1).start, draft.token(draft.pairs[opening]).start
            edits: tuple[Edit, ...] = (remove(start, draft.token(opening - 1).end), insert(end_of_call, text))
            yield Mistake(start, message, edits)
        if not draft.is_(index + 1, "(") or (end := draft.pairs.get(index + 1)) is None:
            if draft.token(index + 1).kind == "name" and not draft.is_(index + 1, *KEYWORDS):
                last = draft.operand_end(index + 1)
                edits = (Edit(token.end, draft.token(index + 1).start, "("), insert(draft.token(last).end, ")"))
                yield Mistake(draft.token(index + 1).start, f"the argument of {token.text} must be in ( )", edits)
            continue
        if draft.is_(end + 1, "[") and (closing := draft.pairs.get(end + 1)):
            text = draft.between(end + 1, closing)
            edits = (insert(draft.token(end).start, text), remove(draft.token(end + 1).start, draft.token(closing).end))
            yield Mistake(draft.token(end + 1).start, message, edits)
        yield from _range_as_argument(draft, end, message)


def _range_as_argument(draft: Draft, end: int, message: str) -> Iterator[Mistake]:
    value, before = draft.token(end - 1), draft.token(end - 2)
    duration = value.kind in ("variable", "string") or (value.kind == "number" and value.text[-1].isalpha())
    if duration and (before.text in (",", "}") or before.kind == "name"):
        start = before.start if before.text == "," else value.start
        edit = Edit(start, value.end, f"[{value.text.strip(chr(34))}]")
        yield Mistake(value.start, message, (edit,))
    if value.text == "]" and (opening := draft.pairs.get(end - 1)) and draft.is_(opening - 1, ","):
        comma = draft.token(opening - 1)
        yield Mistake(comma.start, message, (remove(comma.start, draft.token(opening).start),))


def range_of_expression(draft: Draft) -> Iterator[Mistake]:
    """`rate(sum(x)[5m])`, `max_over_time(rate(x[5m])[1h])`: only a selector has a range, the rest a subquery."""
    for index, token in enumerate(draft.tokens):
        if token.text != "[" or not draft.is_(index - 1, ")") or index not in draft.pairs:
            continue
        closing = draft.pairs[index]
        if ":" in draft.between(index, closing):
            continue
        first = draft.operand_start(index - 1)
        function = draft.token(first - 2)
        if function.text in COUNTER_FUNCTIONS and draft.token(first).text.lower() in AGGREGATORS:
            yield from _swapped(draft, first - 2, first, index)
        text = draft.between(index, closing)
        message = "only a selector has a range; of anything else it is a subquery: [5m:]"
        yield Mistake(token.start, message, (Edit(token.start, draft.token(closing).end, f"{text[:-1]}:]"),))


def _swapped(draft: Draft, function: int, aggregate: int, bracket: int) -> Iterator[Mistake]:
    """`rate(sum by (a) (x)[5m])` -> `sum by (a) (rate(x[5m]))`."""
    opening = draft.pairs.get(bracket - 1)
    end = draft.pairs.get(function + 1)
    if opening is None or end is None or draft.token(opening - 1).text.lower() in ("by", "without"):
        return
    name, inner = draft.token(function).text, draft.text[draft.token(opening).end : draft.token(bracket - 1).start]
    outer = draft.text[draft.token(aggregate).start : draft.token(opening).start]
    text = f"{outer}({name}({inner}{draft.between(bracket, draft.pairs[bracket])}))"
    message = f"{name} comes before {draft.token(aggregate).text}: a sum of counters hides the reset of one of them"
    yield Mistake(draft.token(bracket).start, message, (Edit(draft.token(function).start, draft.token(end).end, text),))


def missing_range(draft: Draft) -> Iterator[Mistake]:
    for index, token in enumerate(draft.tokens):
        if token.text not in RANGE_FUNCTIONS or not draft.is_(index + 1, "("):
            continue
        end = draft.pairs.get(index + 1)
        first = index + 2
        if draft.token(first).kind in ("number", "variable") and draft.is_(first + 1, ","):
            first += 2  # quantile_over_time(0.9, x)
        if end is None or first >= end or draft.text[: draft.token(end).start].rstrip().endswith("]"):
            continue
        last = _core_of_selector(draft, first)
        if draft.token(last).text == "]" or draft.is_(last + 1, "["):
            continue
        message = f"{token.text} needs a range: the samples of some time"
        at = draft.token(last).end
        if draft.is_(last + 1, ")", ",", "offset", "@") and draft.token(last).text != ")":
            yield Mistake(at, message, (insert(at, f"[{_USUAL}]"),))
        elif token.text in COUNTER_FUNCTIONS and draft.token(first).text.lower() in AGGREGATORS:
            yield from _function_inside(draft, index, first, end)
        else:
            close = draft.token(draft.operand_end(first)).end
            if draft.operand_end(first) + 1 < end and not draft.is_(draft.operand_end(first) + 1, ","):
                edits = (insert(draft.token(first).start, "("), insert(draft.token(end).start, f")[{_USUAL}:]"))
                yield Mistake(draft.token(end).start, f"{message}; of an expression it is a subquery", edits)
                continue
            yield Mistake(close, f"{message}; of an expression it is a subquery", (insert(close, f"[{_USUAL}:]"),))


def _core_of_selector(draft: Draft, first: int) -> int:
    last = first
    while draft.is_(last + 1, "{", "(", "[") and last + 1 in draft.pairs:
        last = draft.pairs[last + 1]
    return draft.pairs.get(last, last) if draft.token(last).text in ("{", "(") else last


def _function_inside(draft: Draft, function: int, aggregate: int, end: int) -> Iterator[Mistake]:
    """`rate(sum by (a) (x))` -> `sum by (a) (rate(x[5m]))`."""
    closing = end - 1
    opening = draft.pairs.get(closing)
    if opening is None or draft.token(opening - 1).text.lower() in ("by", "without"):
        return
    name, inner = draft.token(function).text, draft.text[draft.token(opening).end : draft.token(closing).start]
    outer = draft.text[draft.token(aggregate).start : draft.token(opening).start]
    bracket = "" if inner.rstrip().endswith("]") else f"[{_USUAL}]"
    message = f"{name} needs a range, and comes before {draft.token(aggregate).text}"
    edit = Edit(draft.token(function).start, draft.token(end).end, f"{outer}({name}({inner}{bracket}))")
    yield Mistake(draft.token(aggregate).start, message, (edit,))


def superfluous_range(draft: Draft) -> Iterator[Mistake]:
    """`avg(x[5m])`, `x[5m] > 3`, `ceil(x[5m])`: a range has no single value."""
    for index, token in enumerate(draft.tokens):
        if token.text != "[" or index not in draft.pairs or ":" in draft.between(index, draft.pairs[index]):
            continue
        first = draft.operand_start(draft.pairs[index])
        if first == index:
            yield Mistake(token.start, "there is nothing before this range")
            continue
        around = draft.enclosing[index]
        function = draft.token(around - 1)
        if around >= 0 and function.text in RANGE_FUNCTIONS:
            continue
        if draft.is_(index + 1, "0", "0s", "0m", "0h"):
            yield Mistake(draft.token(index + 1).start, "a range is longer than 0")
            continue
        message = "a range has no single value"
        last = draft.operand_end(first)
        alone = around == first - 1 and draft.pairs.get(around) == last + 1
        if alone and function.text in _OVER_TIME:
            name = _OVER_TIME[function.text]
            edit = Edit(function.start, function.end, name)
            yield Mistake(token.start, f"{message}; the one over time is {name}", (edit,))
            continue
        wrap = "rate" if draft.token(first).text.endswith(_COUNTERS) else "avg_over_time"
        edits = (insert(draft.token(first).start, f"{wrap}("), insert(draft.token(last).end, ")"))
        yield Mistake(token.start, f"{message}: put it into a function", edits)


RULES = (range_outside, range_of_expression, missing_range, superfluous_range)
