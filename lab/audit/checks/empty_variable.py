"""Variables of dashboards without values, and how many panels show nothing because of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lab.audit.audited_query import audited_panels
from lab.audit.context import AuditContext
from lab.audit.model import Finding, FindingClass, NotAudited, Subject
from lab.audit.places import DashboardPlaces
from lab.audit.registry import CheckDescription, register
from lab.audit.unknown_values import Emptiness, why_without_values
from lab.audit.variables import OpenedDashboard, opened_dashboards
from lab.dashboards.resolution import EmptyVariable
from lab.language.counting import count

_NAME = "empty-variable"
_MOST_PANELS = 8


@register(
    CheckDescription(
        _NAME,
        (FindingClass.BROKEN, FindingClass.MISSING, FindingClass.QUIET, FindingClass.BY_DESIGN, FindingClass.WORKING),
        "A variable of a dashboard has no values, so that every panel that uses it shows nothing.",
        "Take the values from a metric and label that are there.",
    )
)
def check(context: AuditContext) -> Iterator[Finding | NotAudited]:
    for opened in opened_dashboards(context):
        places = DashboardPlaces(opened.audited)
        for name, variable in opened.dashboard.variables.items():
            subject = Subject("variable", f"${name}", opened.dashboard.title, places.of_variable(name))
            if name in opened.unasked:
                yield NotAudited(str(subject), opened.unasked[name])
            elif name in opened.scope.empty:
                yield from _without_values(subject, opened.scope.empty[name], opened, context)
            elif variable.is_asked and name in opened.found:
                message = f"it has {count(opened.found[name], 'value')}"
                yield Finding(_NAME, FindingClass.WORKING, subject, message)


def _without_values(
    subject: Subject, empty: EmptyVariable, opened: OpenedDashboard, context: AuditContext
) -> Iterator[Finding | NotAudited]:
    """Not of one that is empty because another is: that one is the finding."""
    if empty.name not in opened.scope.culprits((empty.name,)):
        return
    found = opened.found.get(empty.name, 0)
    regex = opened.dashboard.variables[empty.name].regex
    if found and regex:
        given = count(found, "value")
        why = Emptiness(FindingClass.BROKEN, f"its pattern {regex} takes none of the {given} of {empty.query}")
    else:
        why = why_without_values(empty, context)
    if why.class_ is None:
        yield NotAudited(str(subject), why.message)
        return
    message = f"it has no values: {why.message}"
    details = (*why.details, *_panels(subject, empty.name, context))
    yield Finding(_NAME, why.class_, subject, message, details, why.fix, empty.query)


def _panels(subject: Subject, name: str, context: AuditContext) -> Iterator[str]:
    queries = [one for one in audited_panels(context).queries if name in one.behind]
    own = [one for one in queries if one.subject.within == subject.within]
    titles = list(Counter(one.subject.name for one in own))
    if titles:
        more = f" and {len(titles) - _MOST_PANELS} more" if len(titles) > _MOST_PANELS else ""
        use = "uses" if len(titles) == 1 else "use"
        yield f"{count(len(titles), 'panel')} {use} it: {', '.join(titles[:_MOST_PANELS])}{more}"
