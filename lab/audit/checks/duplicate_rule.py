"""Rules that are loaded twice."""

from __future__ import annotations

from collections.abc import Iterator

from lab.audit.audited_query import AuditedQuery, audited_rules
from lab.audit.context import AuditContext
from lab.audit.model import Finding, FindingClass
from lab.audit.registry import CheckDescription, register
from lab.why.expression import to_promql

_NAME = "duplicate-rule"


@register(
    CheckDescription(
        _NAME,
        (FindingClass.COSTLY,),
        "The same rule, with the same query and labels, is loaded more than once.",
        "Remove all but one.",
    )
)
def check(context: AuditContext) -> Iterator[Finding]:
    first: dict[tuple[str, ...], AuditedQuery] = {}
    for one in audited_rules(context):
        key = _key(one)
        if earlier := first.get(key):
            message = f"the same rule is also {_where(earlier)}"
            yield Finding(_NAME, FindingClass.COSTLY, one.subject, message, (), "remove one of them", one.query)
        first.setdefault(key, one)


def _key(one: AuditedQuery) -> tuple[str, ...]:
    rule = one.rule
    assert rule is not None
    labels = (f"{label}={value}" for label, value in sorted(rule.labels.items()))
    query = " ".join(one.query.split()) if one.expression is None else to_promql(one.expression)
    return (rule.kind, rule.name, query, str(rule.hold), *labels)


def _where(other: AuditedQuery) -> str:
    place = f" ({other.subject.place})" if other.subject.place else ""
    return f"in group {other.subject.within}{place}"
