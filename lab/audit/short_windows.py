"""Windows that hold fewer than the two samples that a rate needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lab.audit.context import AuditContext
from lab.audit.selector_facts import plain
from lab.audit.system import LoadedRule
from lab.language.quantities import format_duration
from lab.why.evaluation import NEED_TWO
from lab.why.expression import Call, Expression, Selector, Window, parts, to_promql, with_part

FEWEST, USUAL = 2.0, 4.0  # scrape intervals in a window


@dataclass(frozen=True, slots=True)
class ShortWindow:
    window: Window
    function: str
    interval: float
    instead: str

    @property
    def message(self) -> str:
        window, interval = format_duration(self.window.seconds), format_duration(self.interval)
        return f"{self.function} over [{window}] needs two samples, and they are {interval} apart"


def short_windows(expression: Expression, ctx: AuditContext) -> Iterator[ShortWindow]:
    """Of windows with a fixed length."""
    for part in parts(expression):
        if not isinstance(part, Call) or part.function not in NEED_TWO or not part.args:
            continue
        window = part.args[0]
        if not isinstance(window, Window):
            continue
        interval = _interval(window.of, window.seconds, ctx)
        if interval and window.seconds < FEWEST * interval:
            wider = with_part(expression, window, Window(window.of, USUAL * interval))
            yield ShortWindow(window, part.function, interval, to_promql(wider))


def _interval(selector: Selector, seconds: float, ctx: AuditContext) -> float:
    """The shortest interval of those that the series have; 0 where it is not known, or the window is long enough for
    any."""
    rules = _recorded_by(selector, ctx)
    if rules:
        return min(rule.interval for rule in rules)
    intervals = {target.job: target.interval for target in ctx.system.targets if target.interval}
    if not intervals or seconds >= FEWEST * max(intervals.values()):
        return 0.0
    jobs = ctx.ask.label_values("job", plain(selector).bare())
    if isinstance(jobs, str) or not jobs or any(job not in intervals for job in jobs):
        return 0.0
    return min(target.interval for target in ctx.system.targets if target.job in jobs and target.interval)


def _recorded_by(selector: Selector, ctx: AuditContext) -> list[LoadedRule]:
    return [one for one in ctx.system.rules if one.kind == "recording" and one.name == selector.name and one.interval]
