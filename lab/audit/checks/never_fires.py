"""Alerting rules that cannot fire: what they read is not there, or no value can meet their condition."""

from __future__ import annotations

from collections.abc import Iterator

from lab.audit.conditions import impossible, never_absent
from lab.audit.context import AuditContext
from lab.audit.judged import JudgedQuery, judged
from lab.audit.model import Finding, FindingClass, NotAudited
from lab.audit.registry import CheckDescription, register
from lab.audit.verdict import CLASSES, verdict
from lab.language.counting import count
from lab.why.expression import to_promql

_NAME, _CONDITION = "never-fires", "impossible-condition"


@register(
    CheckDescription(
        _NAME,
        CLASSES,
        "An alert cannot fire as things are: its query returns nothing even without its comparisons.",
        "Use the name, label or value that is there, or add what sends the metric.",
    ),
    CheckDescription(
        _CONDITION,
        (FindingClass.BROKEN,),
        "An alert compares with a bound that no value can pass, such as a rate below 0.",
        "Turn the comparison round, or compare what is meant: of no series, `count` returns nothing, and `absent` 1.",
    ),
)
def check(context: AuditContext) -> Iterator[Finding | NotAudited]:
    for one in judged(context).of_rules("alerting"):
        yield _condition(one, context) or _of_alert(one, context)


def _condition(judged: JudgedQuery, context: AuditContext) -> Finding | None:
    expression = judged.query.expression
    if expression is None or judged.series:
        return None
    subject, query = judged.query.subject, judged.query.query
    if absent := never_absent(expression):
        message = f"it can never fire: {to_promql(absent.args[0])} always returns something, so it is never absent"
        fix = "ask whether the metric itself is absent, without what stands in for it"
        return Finding(_CONDITION, FindingClass.BROKEN, subject, message, (), fix, query)
    found = impossible(expression, context.system.types)
    if found is None:
        return None
    message = f"it can never fire: no value can be {found.op} {to_promql(found.right)}"
    details = (f"compared: {to_promql(found.left)}",)
    return Finding(_CONDITION, FindingClass.BROKEN, subject, message, details, "change the comparison", query)


def _of_alert(judged: JudgedQuery, context: AuditContext) -> Finding | NotAudited:
    subject, rule = judged.query.subject, judged.query.rule
    assert rule is not None
    said = verdict(judged, context)
    if said.class_ is None:
        return NotAudited(str(subject), said.message)
    match said.class_:
        case FindingClass.WORKING:
            message = f"it is {rule.state}" if rule.state else said.message
        case FindingClass.BY_DESIGN if judged.unfiltered:
            message = f"it is inactive; without its comparisons its query returns {count(judged.unfiltered, 'series')}"
        case FindingClass.BY_DESIGN:
            message = f"it is inactive: {said.message}"
        case FindingClass.QUIET:
            message = f"it cannot fire now: {said.message}"
        case _:
            message = f"it cannot fire: {said.message}"
    return Finding(_NAME, said.class_, subject, message, said.details, said.fix, rule.query)
