"""Windows that hold two samples only when no scrape is missed."""

from __future__ import annotations

from dataclasses import replace

from lab.language.quantities import format_duration
from lab.why.evaluation import NEED_TWO
from lab.why.expression import Call, Window, parts, with_part
from lab.why.model import Cause, ExplainContext, Finding, Proposal

_FEWEST, _USUAL = 2.0, 4.0  # scrape intervals in a window


def review_short_windows(ctx: ExplainContext) -> tuple[Finding, ...]:
    findings = []
    for part in parts(ctx.query):
        if not isinstance(part, Call) or part.function not in NEED_TWO or not isinstance(part.args[0], Window):
            continue
        window = part.args[0]
        targets = [ctx.inventory.target_of(series) for _, series in ctx.inventory.select(window.of)]
        interval = max((target.interval for target in targets if target is not None), default=0.0)
        if interval and window.seconds < _FEWEST * interval:
            message = (
                f"[{format_duration(window.seconds)}] often holds fewer than two samples: the scrape interval is "
                f"{format_duration(interval)}"
            )
            wider = replace(window, seconds=_USUAL * interval)
            findings.append(Finding(Cause.SUSPICIOUS, message, (), (Proposal(with_part(ctx.query, window, wider)),)))
    return tuple(findings)
