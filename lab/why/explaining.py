"""Why a PromQL query returns nothing: goes down to the innermost part that is empty, and asks there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lab.language.dialect import Dialect
from lab.why import operating, windows
from lab.why.answers import ABSENCE, Evaluate, is_scalar
from lab.why.expression import (
    Aggregate,
    Binary,
    Call,
    Constant,
    Expression,
    Negative,
    Selector,
    Subquery,
    Window,
    parts,
    spell,
)
from lab.why.finding import Explanation, Finding, Inquiry, Kind
from lab.why.inventory import Inventory
from lab.why.parsing import parse
from lab.why.selecting import why_nothing

DEEPEST = 3  # queries that are explained one after the other, each the better one that the last explanation proposed


def explain(
    query: str,
    held: Inventory,
    dialects: Mapping[str, Dialect],
    evaluate: Evaluate | None = None,
    *,
    seen_empty: bool = False,
) -> Explanation:
    """`evaluate` is asked for the value of the query and of its parts at the moment of the inventory; without it they
    are worked out from the inventory's labels. `seen_empty`: somebody asked it then, and it was. Raises UsageError when
    the query is no PromQL."""
    whole = parse(query)
    inquiry = Inquiry(whole, held, dialects, evaluate)
    # The query as it was written: what is spelled again may have lost what our parser does not know.
    answer = evaluate(query) if evaluate is not None else inquiry.answer(whole)
    if answer.error:
        refused = Finding(Kind.REFUSED, f"the query is refused: {answer.error}")
        return Explanation(query, 0, (refused,), evaluate is not None)
    if answer.samples and seen_empty:
        return Explanation(query, 0, _though_there(inquiry), asked=False)
    if answer.samples:
        return Explanation(query, len(answer.samples), (), evaluate is not None)
    return Explanation(query, 0, tuple(_followed(inquiry, DEEPEST)), evaluate is not None)


def _though_there(inquiry: Inquiry) -> tuple[Finding, ...]:
    """By its labels the query has series, and yet it returned none: a comparison, or they came later."""
    comparison = next((part for part in parts(inquiry.whole) if isinstance(part, Binary) and part.compares), None)
    if comparison is None:
        number = len(inquiry.answer(inquiry.whole).samples)
        words = f"by the end of the run it has {number} series: they came after it was asked"
        return (Finding(Kind.LATER, words),)
    bound = f"{comparison.op} {spell(comparison.right)}"
    words = f"its selectors have series, so it is the comparison that none passes: {bound}"
    return (Finding(Kind.FILTERED, words),)


def _followed(inquiry: Inquiry, deep: int) -> Iterator[Finding]:
    """The findings, and where a better query that they propose returns nothing either, why that is so."""
    findings = list(dict.fromkeys(_causes(inquiry.whole, inquiry)))
    for finding in findings:
        if finding.instead is None:
            yield finding
            continue
        answer = inquiry.answer(finding.instead)
        yield replace(finding, returns=len(answer.samples))
        if not answer.samples and not answer.error and deep > 1:
            yield from _followed(replace(inquiry, whole=finding.instead), deep - 1)
            return


def _causes(part: Expression, inquiry: Inquiry) -> tuple[Finding, ...]:
    """Of a part that is empty."""
    match part:
        case Selector():
            return why_nothing(part, inquiry)
        case Window():
            return windows.why_none_in(part, inquiry)
        case Call():
            return _of_call(part, inquiry)
        case Negative(of) | Subquery(of) | Aggregate(_, of):
            if inquiry.answer(of).samples:
                return (Finding(Kind.FUNCTION, f"{spell(of)} has data, and {spell(part)} leaves nothing of it"),)
            return _causes(of, inquiry)
        case Binary():
            return _of_binary(part, inquiry)
        case Constant():
            return ()


def _of_call(call: Call, inquiry: Inquiry) -> tuple[Finding, ...]:
    inner = next((arg for arg in call.args if not is_scalar(arg)), None)
    if inner is None:
        return ()
    if isinstance(inner, Window):
        if call.function in ABSENCE:
            return (operating.nothing_made(call, inquiry.answer(inner).samples, inquiry),)
        return windows.why_none_in(inner, inquiry, call.function)
    given = inquiry.answer(inner).samples
    return (operating.nothing_made(call, given, inquiry),) if given else _causes(inner, inquiry)


def _of_binary(binary: Binary, inquiry: Inquiry) -> tuple[Finding, ...]:
    left, right = inquiry.answer(binary.left).samples, inquiry.answer(binary.right).samples
    empty = [part for part, found in ((binary.left, left), (binary.right, right)) if not found]
    if binary.op == "unless":
        return _causes(binary.left, inquiry) if not left else (operating.nothing_left(binary, left, inquiry),)
    if empty:
        return tuple(finding for part in empty for finding in _causes(part, inquiry))
    if binary.compares and operating.meet(binary, left, right):
        return (operating.nothing_passes(binary, left, right),)
    return (operating.nothing_meets(binary, left, right, inquiry),)
