"""Alerting rules that fire whatever happens, or have fired for so long that nobody looks any more."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lab.audit.conditions import always_true, grows_only
from lab.audit.context import AuditContext
from lab.audit.judged import JudgedQuery, Judgement, judged
from lab.audit.model import Finding, FindingClass
from lab.audit.registry import CheckDescription, register
from lab.audit.selector_state import Lack
from lab.language.quantities import format_duration
from lab.why.evaluation import ABSENCE
from lab.why.expression import Call, Selector, Window, parts, to_promql

_NAME = "always-fires"
_LONG_S = 86400.0
_HEARTBEAT = re.compile(r"watchdog|dead.?man|heart.?beat|always.?firing|alive", re.IGNORECASE)
_NEVER_THERE = (Lack.METRIC, Lack.NOT_SENT, Lack.LABEL, Lack.VALUE)


@register(
    CheckDescription(
        _NAME,
        (FindingClass.MISSING, FindingClass.MISLEADING),
        "An alert fires all the time: its condition always holds, or it waits for what has never been there.",
        "Compare with a bound that healthy values do not pass; compare the rate of a counter, not the counter.",
    )
)
def check(context: AuditContext) -> Iterator[Finding]:
    judgement = judged(context)
    for one in judgement.of_rules("alerting"):
        if not _is_heartbeat(one):
            yield from _of_alert(one, judgement, context)


def _is_heartbeat(judged: JudgedQuery) -> bool:
    """An alert that is meant to fire always, so that its end is noticed: by its name, or because it reads no series."""
    rule, expression = judged.query.rule, judged.query.expression
    assert rule is not None
    reads = expression is None or any(isinstance(part, Selector) for part in parts(expression))
    return not reads or bool(_HEARTBEAT.search(rule.name)) or rule.labels.get("severity") in ("none", "heartbeat")


def _of_alert(judged: JudgedQuery, judgement: Judgement, context: AuditContext) -> Iterator[Finding]:
    rule, expression = judged.query.rule, judged.query.expression
    assert rule is not None
    if expression is None:
        return
    types, firing = context.system.types, rule.state in ("firing", "pending")
    class_ = FindingClass.MISLEADING
    counter = grows_only(expression, types) if firing else None
    if why := always_true(expression, types):
        message, fix = f"it fires as long as its series are there: {why}", "change the bound"
    elif counter is not None:
        message = f"it compares {counter.bare()} itself, a counter, which only grows: it fires until a restart"
        fix = f"compare increase({counter.bare()}[15m])"
    elif firing and (never := _never_there(judged, judgement)):
        class_, message = never
        fix = "name what is there, or remove the alert"
    elif rule.state == "firing" and (age := _age(judged, context)) >= _LONG_S:
        message = f"it has been firing for {format_duration(age // 3600 * 3600)}"
        fix = "end its cause, or change its condition: an alert that always fires is no longer read"
    else:
        return
    yield Finding(_NAME, class_, judged.query.subject, message, (), fix, rule.query)


def _never_there(judged: JudgedQuery, judgement: Judgement) -> tuple[FindingClass, str] | None:
    """`absent(x)` where nothing has ever sent x: it tells of no outage. Of a container or host that is not here, it may
    rightly tell."""
    expression = judged.query.expression
    for part in parts(expression) if expression is not None else ():
        if isinstance(part, Call) and part.function in ABSENCE:
            selector = part.args[0].of if isinstance(part.args[0], Window) else part.args[0]
            if isinstance(selector, Selector):
                state = judgement.state_of(selector)
                if state.lack in _NEVER_THERE:
                    always = f"it fires because {to_promql(part)} is true, and always was: {state.message}"
                    return FindingClass.MISLEADING, always
                if state.lack is Lack.THING:
                    return FindingClass.MISSING, f"it fires because {to_promql(part)} is true: {state.message}"
    return None


def _age(judged: JudgedQuery, context: AuditContext) -> float:
    rule = judged.query.rule
    return context.system.at - rule.active_since if rule is not None and rule.active_since else 0.0
