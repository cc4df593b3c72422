"""Panels that show nothing, and why; a panel whose queries all have data works."""

from __future__ import annotations

from collections.abc import Iterator

from lab.audit.audited_query import audited_panels
from lab.audit.context import AuditContext
from lab.audit.judged import JudgedQuery, judged
from lab.audit.model import HARM, Finding, FindingClass, NotAudited, Subject
from lab.audit.registry import CheckDescription, register
from lab.audit.selector_state import Lack, SelectorState
from lab.audit.verdict import CLASSES, Verdict, verdict
from lab.why.expression import Selector, parts

_NAME = "empty-panel"


@register(
    CheckDescription(
        _NAME,
        CLASSES,
        "A panel has a query that returns nothing for any value of the dashboard's variables.",
        "Use the name, label or value that is there, or add what sends the metric.",
    )
)
def check(context: AuditContext) -> Iterator[Finding | NotAudited]:
    panels: dict[tuple[str, str, str], list[JudgedQuery]] = {}
    for one in judged(context).of_panels():
        panels.setdefault(_key(one.query.subject), []).append(one)
    for queries in panels.values():
        yield from _of_panel(queries, context)
    for subject, why in audited_panels(context).unasked:
        yield NotAudited(str(subject), why)


def _key(subject: Subject) -> tuple[str, str, str]:
    return subject.within, subject.name, subject.place.file if subject.place else ""


def _of_panel(queries: list[JudgedQuery], context: AuditContext) -> Iterator[Finding | NotAudited]:
    """The worst of its queries, with what the others lack."""
    verdicts = [(one, verdict(one, context)) for one in queries]
    for one, said in verdicts:
        if said.class_ is None:
            yield NotAudited(f"{one.query.subject}, query {one.query.ref}", said.message)
    known = [(HARM[said.class_], number, one, said) for number, (one, said) in enumerate(verdicts) if said.class_]
    counted = [entry for entry in known if not _is_other_name(entry[2], queries) and not _behind_variable(entry[2])]
    if not counted:
        return
    counted.sort(key=lambda entry: entry[:2])
    _, _, worst, said = counted[0]
    others = [f"query {one.query.ref}: {other.message}" for _, _, one, other in counted[1:] if _is_told(other)]
    assert said.class_ is not None
    message = f"query {worst.query.ref}: {said.message}" if len(queries) > 1 and _is_told(said) else said.message
    details = (*said.details, *others)
    yield Finding(_NAME, said.class_, worst.query.subject, message, details, said.fix, worst.query.query)


def _is_told(said: Verdict) -> bool:
    return said.class_ is not FindingClass.WORKING


def _is_other_name(judged: JudgedQuery, queries: list[JudgedQuery]) -> bool:
    """Whether another query of the panel reads the metric that this one would have to: old and new names side by
    side."""
    meant = {one.instead.value for one in judged.state.lacking if one.lack is Lack.METRIC and one.instead is not None}
    read = {name for other in queries if other.series for name in _names(other)}
    return bool(meant) and meant <= read


def _names(judged: JudgedQuery) -> Iterator[str]:
    expression = judged.query.expression
    for part in parts(expression) if expression is not None else ():
        if isinstance(part, Selector) and part.name:
            yield part.name


def _behind_variable(judged: JudgedQuery) -> bool:
    """Whether it shows nothing because of a variable without values, which is a finding of its own, and lacks nothing
    else, or only what the variable lacks too."""
    if not judged.query.behind:
        return False
    return not any(_is_defect(one) for one in judged.state.lacking)


def _is_defect(state: SelectorState) -> bool:
    return state.class_ is FindingClass.BROKEN
