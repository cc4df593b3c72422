"""Panels of logs whose stream selector matches no stream in Loki."""

from __future__ import annotations

from collections.abc import Iterator

from lab.audit.audited_query import AuditedQuery, audited_panels
from lab.audit.context import AuditContext
from lab.audit.log_streams import stream_states
from lab.audit.model import HARM, Finding, FindingClass, NotAudited
from lab.audit.registry import CheckDescription, register
from lab.audit.selector_state import Lack

_NAME = "empty-log-panel"


@register(
    CheckDescription(
        _NAME,
        (FindingClass.BROKEN, FindingClass.MISSING, FindingClass.QUIET, FindingClass.WORKING),
        "A panel of logs selects streams that Loki does not have.",
        "Use the labels that streams have: `logcli labels` lists them.",
    )
)
def check(context: AuditContext) -> Iterator[Finding | NotAudited]:
    for one in audited_panels(context).queries:
        if one.logs and not one.behind:
            yield _of_query(one, context)


def _of_query(query: AuditedQuery, context: AuditContext) -> Finding | NotAudited:
    states = stream_states(query.query, context)
    if unknown := [state for state in states if state.lack is Lack.UNKNOWN]:
        return NotAudited(str(query.subject), unknown[0].message)
    if not states:
        return NotAudited(str(query.subject), "lab finds no stream selector in its query")
    worst = min(states, key=lambda state: HARM[state.class_])
    if worst.lack is Lack.NOTHING:
        # Its filters may let no line pass, as those for errors do while there are none.
        return Finding(_NAME, FindingClass.WORKING, query.subject, "its streams are there", query=query.query)
    fix = f"use {worst.instead} instead of {worst.wrong}" if worst.instead else ""
    return Finding(_NAME, worst.class_, query.subject, worst.message, worst.details, fix, query.query)
