"""`increase` compared with a whole number: it is extrapolated to the edges of its window."""

from __future__ import annotations

from lab.why.expression import COMPARISONS, Aggregate, Binary, Call, Constant, Expression, parts, to_promql
from lab.why.model import Cause, ExplainContext, Finding

_MAX_EXACT = 20  # for more events, the difference does not matter much


def review_whole_numbers(ctx: ExplainContext) -> tuple[Finding, ...]:
    findings = []
    for part in parts(ctx.query):
        if not isinstance(part, Binary) or part.op not in COMPARISONS or not isinstance(part.right, Constant):
            continue
        number = _whole(part.right.text)
        exact = part.op in ("==", "!=")
        if number is None or number < 1 or (number > _MAX_EXACT and not exact) or not _is_increase(part.left):
            continue
        message = (
            f"increase is extrapolated to the edges of its window, so it is rarely whole: {number:g} events "
            f"can be a little more or less than {part.right.text}"
        )
        between = f"> {number - 0.5:g} < {number + 0.5:g}" if part.op == "==" else f"{part.op} {number - 0.5:g}"
        hint = f"compare with a number between two counts, for example {to_promql(part.left)} {between}"
        findings.append(Finding(Cause.SUSPICIOUS, message, (hint,) if part.op in (">=", "==") else ()))
    return tuple(findings)


def _whole(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if number.is_integer() else None


def _is_increase(part: Expression) -> bool:
    if isinstance(part, Aggregate) and part.op in ("sum", "max", "min"):
        return _is_increase(part.of)
    return isinstance(part, Call) and part.function == "increase"
