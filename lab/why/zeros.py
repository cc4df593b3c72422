"""Zero instead of nothing for groups without the events that a sum counts."""

from __future__ import annotations

from dataclasses import replace

from lab.why.expression import Aggregate, Binary, Call, Constant, parts, to_promql, with_part
from lab.why.mismatch import Mismatch
from lab.why.model import Finding, Proposal

_ARITHMETIC = ("+", "-", "*", "/", "%")


def zero_of_groups(mismatch: Mismatch) -> Finding | None:
    """`sum by (job) (rate(x{status=~"5.."}[5m])) / ...` while there are no errors: `vector(0)` has no job to match on,
    the sum of all requests times 0 has."""
    selector, query = mismatch.selector, mismatch.ctx.query
    operands = [
        side
        for part in parts(query)
        if isinstance(part, Binary) and part.op in _ARITHMETIC
        for side in (part.left, part.right)
    ]
    for side in operands:
        if not isinstance(side, Aggregate) or side.op != "sum" or side.by is False:
            continue
        if mismatch.label in side.labels or selector not in parts(side):
            continue
        if not side.labels:
            better = with_part(query, side, Binary("or", side, Call("vector", (Constant("0"),))))
            hint = f"a counter has a series for a value of {mismatch.label} only once the first such event has happened"
            finding = mismatch.finding(f"{hint}; append `or vector(0)` to the sum to get 0 until then")
            return replace(finding, proposals=(Proposal(better),))
        others = tuple(matcher for matcher in selector.matchers if matcher != mismatch.matcher)
        everything = with_part(side, selector, replace(selector, matchers=others))
        zero = Binary("*", everything, Constant("0"))
        better = with_part(query, side, Binary("or", side, zero))
        finding = mismatch.finding(
            f"a counter has a series for a value of {mismatch.label} only once the first such event has happened; "
            f"to get 0 for each group until then, append `or {to_promql(zero)}`"
        )
        return replace(finding, proposals=(Proposal(better),))
    return None
