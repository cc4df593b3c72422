"""Rules of the given files that the audited system has not loaded."""

from __future__ import annotations

from collections.abc import Iterator

from lab.audit.audited_query import rule_key
from lab.audit.context import AuditContext
from lab.audit.model import Finding, FindingClass, Subject, SubjectKind
from lab.audit.registry import CheckDescription, register

_NAME = "unloaded-rule"


@register(
    CheckDescription(
        _NAME,
        (FindingClass.MISSING,),
        "A rule is in a file that was given, and Prometheus has not loaded it.",
        "Name its file in `rule_files`, at the path that it is mounted at, and reload Prometheus.",
    )
)
def check(context: AuditContext) -> Iterator[Finding]:
    if "/api/v1/rules" in context.system.absent:
        return
    loaded = {rule_key(rule.group, rule.name, rule.query) for rule in context.system.rules}
    names = {(rule.group, rule.name) for rule in context.system.rules}
    for rule in context.written_rules:
        key = rule_key(rule.group, rule.name, rule.query)
        if key in loaded:
            continue
        place = context.rule_places.get(key)
        other = (rule.group, rule.name) in names
        message = "it is loaded with another query" if other else "it is not loaded"
        fix = "reload Prometheus" if other else "name its file in rule_files, and reload Prometheus"
        kind: SubjectKind = "alerting rule" if rule.kind == "alerting" else "recording rule"
        subject = Subject(kind, rule.name, rule.group, place)
        yield Finding(_NAME, FindingClass.MISSING, subject, message, (), fix, rule.query)
