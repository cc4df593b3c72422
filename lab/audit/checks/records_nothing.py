"""Recording rules that make no series, and why."""

from __future__ import annotations

from collections.abc import Iterator

from lab.audit.context import AuditContext
from lab.audit.judged import JudgedQuery, judged
from lab.audit.model import Finding, FindingClass, NotAudited
from lab.audit.registry import CheckDescription, register
from lab.audit.verdict import CLASSES, verdict

_NAME = "records-nothing"


@register(
    CheckDescription(
        _NAME,
        CLASSES,
        "A recording rule makes no series, so that what reads them shows nothing either.",
        "Use the name, label or value that is there, or add what sends the metric.",
    )
)
def check(context: AuditContext) -> Iterator[Finding | NotAudited]:
    for one in judged(context).of_rules("recording"):
        yield _of_rule(one, context)


def _of_rule(judged: JudgedQuery, context: AuditContext) -> Finding | NotAudited:
    subject, rule = judged.query.subject, judged.query.rule
    if rule is not None and not rule.evaluated:
        return NotAudited(str(subject), "it has not been evaluated yet")
    said = verdict(judged, context)
    if said.class_ is None:
        return NotAudited(str(subject), said.message)
    nothing = said.class_ is not FindingClass.WORKING
    message = f"it records nothing: {said.message}" if nothing else f"it records {judged.series} series"
    return Finding(_NAME, said.class_, subject, message, said.details, said.fix, judged.query.query)
