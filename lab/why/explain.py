"""Why a PromQL query returns no data: finds the innermost part that is empty, and explains that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lab.errors import UsageError
from lab.language.dialect import Dialect
from lab.why import comparisons, operations, windows
from lab.why.down_targets import down_targets
from lab.why.evaluation import ABSENCE, Evaluate, is_scalar
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
    to_promql,
)
from lab.why.filtered_counters import explain_counter
from lab.why.inventory import Inventory
from lab.why.model import Cause, ExplainContext, Explanation, Finding
from lab.why.parser import parse
from lab.why.proposals import first_empty, keep_answered
from lab.why.refusals import explain_refusal
from lab.why.reviews import review
from lab.why.selectors import explain_selector

MAX_DEPTH = 3  # queries that are explained one after the other, each proposed by the explanation before


def explain(
    query: str,
    inventory: Inventory,
    dialects: Mapping[str, Dialect],
    evaluate: Evaluate | None = None,
    *,
    was_empty: bool = False,
) -> Explanation:
    """`evaluate` returns the value of the query and of its parts at the time of the inventory; without it they are
    evaluated from the inventory's labels. `was_empty`: the query is known to have returned nothing. Raises UsageError
    when the query is not PromQL."""
    expression = parse(query)
    ctx = _context(expression, inventory, dialects, evaluate, MAX_DEPTH)
    # The original text: `to_promql` may lack syntax that the parser does not know.
    result = evaluate(query) if evaluate is not None else ctx.result(expression)
    if result.error:
        refused = (keep_answered(finding, ctx) for finding in explain_refusal(result.error, ctx))
        return Explanation(query, 0, tuple(refused), evaluate is not None)
    if result.samples and was_empty:
        return Explanation(query, 0, (_explain_empty_with_series(ctx),), evaluated=False)
    if result.samples:
        reviewed = (keep_answered(finding, ctx) for finding in review(ctx))
        return Explanation(query, len(result.samples), tuple(reviewed), evaluate is not None)
    return Explanation(query, 0, tuple(_findings(ctx, MAX_DEPTH)), evaluate is not None)


def _context(
    query: Expression, inventory: Inventory, dialects: Mapping[str, Dialect], evaluate: Evaluate | None, depth: int
) -> ExplainContext:
    def explain_query(other: str) -> tuple[Finding, ...]:
        try:
            ctx = _context(parse(other), inventory, dialects, evaluate, depth - 1)
        except UsageError:  # syntax that the parser does not know
            return ()
        if depth <= 1:
            return ()
        if ctx.result(ctx.query).samples:
            return () if evaluate is not None else (_explain_empty_with_series(ctx),)
        return tuple(_findings(ctx, depth - 1))

    return ExplainContext(query, inventory, dialects, evaluate, explain_query)


def _explain_empty_with_series(ctx: ExplainContext) -> Finding:
    """The labels select series, but the query returned none: filtered by a comparison, or they appeared later."""
    comparison = next((part for part in parts(ctx.query) if isinstance(part, Binary) and part.compares), None)
    if comparison is None:
        number = len(ctx.result(ctx.query).samples)
        return Finding(Cause.LATER, f"it has {number} series by the end of the run: they appeared after the query")
    bound = f"{comparison.op} {to_promql(comparison.right)}"
    return Finding(Cause.FILTERED, f"its selectors return series, but none passes the comparison {bound}")


def _findings(ctx: ExplainContext, depth: int, told: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """The findings; where the query that one proposes returns no data either, also those for that query. `told`: the
    details and proposals of findings before."""
    for finding in dict.fromkeys(_explain_part(ctx.query, ctx)):
        answered = keep_answered(finding, ctx)
        shortened = _without_told(answered, told)
        if shortened is not None:
            yield shortened
        told |= {*answered.details, *_proposed(answered)}
        empty = None if answered.proposals or depth <= 1 else first_empty(finding, ctx)
        if empty is not None:
            yield from _findings(replace(ctx, query=empty), depth - 1, told)
            return


def _without_told(finding: Finding, told: frozenset[str]) -> Finding | None:
    """Targets that could have sent one metric could have sent the others as well: they are told once. None when nothing
    is left, as for the parts of a name that was written with hyphens."""
    if finding.cause is not Cause.NEVER_SENT or not told:
        return finding
    details = tuple(detail for detail in finding.details if detail not in told)
    repeated = bool(finding.proposals) and _proposed(finding) <= told
    return None if repeated and not details else replace(finding, details=details)


def _proposed(finding: Finding) -> set[str]:
    return {to_promql(proposal.query) for proposal in finding.proposals}


def _explain_part(part: Expression, ctx: ExplainContext) -> tuple[Finding, ...]:
    """Of a part that is empty."""
    match part:
        case Selector():
            return explain_selector(part, ctx)
        case Window():
            return windows.explain_window(part, ctx)
        case Call():
            return _explain_call(part, ctx)
        case Negative(of) | Subquery(of) | Aggregate(_, of):
            if ctx.result(of).samples:
                return (
                    Finding(Cause.FUNCTION, f"{to_promql(of)} has data, but {to_promql(part)} returns nothing for it"),
                )
            return _explain_part(of, ctx)
        case Binary():
            return _explain_binary(part, ctx)
        case Constant():
            return ()


def _explain_call(call: Call, ctx: ExplainContext) -> tuple[Finding, ...]:
    inner = next((arg for arg in call.args if not is_scalar(arg)), None)
    if inner is None:
        return ()
    if isinstance(inner, Window):
        if call.function in ABSENCE:
            return (operations.explain_function(call, ctx.result(inner).samples, ctx),)
        return windows.explain_window(inner, ctx, call.function)
    samples = ctx.result(inner).samples
    return (operations.explain_function(call, samples, ctx),) if samples else _explain_part(inner, ctx)


def _explain_binary(binary: Binary, ctx: ExplainContext) -> tuple[Finding, ...]:
    left, right = ctx.result(binary.left).samples, ctx.result(binary.right).samples
    empty = [part for part, samples in ((binary.left, left), (binary.right, right)) if not samples]
    if binary.op == "unless":
        return (operations.explain_unless(binary, left),) if left else _explain_part(binary.left, ctx)
    if empty:
        return tuple(finding for part in empty for finding in _explain_part(part, ctx))
    if binary.compares and comparisons.any_pair(binary, left, right):
        finding = comparisons.explain_comparison(binary, left, right)
        more = (*explain_counter(binary, left, ctx), *down_targets(binary, ctx.inventory))
        return (replace(finding, details=(*finding.details, *more)),)
    return (operations.explain_no_match(binary, left, right, ctx),)
