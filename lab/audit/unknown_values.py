"""Why a variable of a dashboard has no values: what its selector lacks."""

from __future__ import annotations

from dataclasses import dataclass

from lab.audit.audited_query import read_query
from lab.audit.context import AuditContext
from lab.audit.judged import selector_states
from lab.audit.log_streams import stream_states
from lab.audit.model import FindingClass
from lab.audit.query_state import query_state
from lab.audit.selector_facts import alternatives
from lab.audit.selector_state import Lack, SelectorState, best
from lab.audit.spelling import misspelt_value
from lab.audit.system import OUT_OF_BUDGET
from lab.audit.verdict import fix_of
from lab.dashboards.resolution import EmptyVariable
from lab.why.expression import Matcher, Selector, parts
from lab.why.nearest import nearest


@dataclass(frozen=True, slots=True)
class Emptiness:
    """`class_` is None where it could not be found out."""

    class_: FindingClass | None
    message: str
    details: tuple[str, ...] = ()
    fix: str = ""


def why_without_values(empty: EmptyVariable, ctx: AuditContext) -> Emptiness:
    request = empty.request
    if empty.error.startswith(OUT_OF_BUDGET):
        return Emptiness(None, empty.error)
    if request.source == "loki":
        return _of_streams(empty, ctx)
    if empty.error:
        return Emptiness(FindingClass.BROKEN, f"{empty.query} is refused: {empty.error}")
    if request.only:
        return Emptiness(FindingClass.MISSING, f"no metric has a name that {request.only} matches")
    expression = read_query(request.selector)[0] if request.selector else None
    if expression is None:
        return _of_any_metric(request.label, ctx)
    selectors = [part for part in parts(expression) if isinstance(part, Selector)]
    states = selector_states(selectors, ctx)

    def state_of(selector: Selector) -> SelectorState:
        found = [states[one] for one in alternatives(selector) if one in states]
        return best(found) if found else SelectorState(selector, Lack.NOTHING)

    state = query_state(expression, state_of)
    if state.lacking:
        first = state.lacking[0]
        return Emptiness(state.class_, first.message, first.details, fix_of(first, expression, ctx))
    if request.label and isinstance(expression, Selector):
        return _without_label(request.label, expression, ctx)
    return Emptiness(FindingClass.BY_DESIGN, f"{request.selector} returns nothing now")


def _of_any_metric(label: str, ctx: AuditContext) -> Emptiness:
    """What has the label may not have been sent yet: it is misspelt only where series have it otherwise."""
    known = ctx.ask.label_names("")
    near = "" if isinstance(known, str) else misspelt_value(label, known)
    fix = f"use label_values({near})" if near else ""
    class_ = FindingClass.BROKEN if near else FindingClass.MISSING
    return Emptiness(class_, f"no series has a label {label}: nothing here sends it", (), fix)


def _without_label(label: str, selector: Selector, ctx: AuditContext) -> Emptiness:
    message = f"{selector.bare()} has series, and none has a label {label}"
    known = ctx.ask.label_names(selector.bare())
    if isinstance(known, str):
        return Emptiness(FindingClass.BROKEN, message)
    near = nearest(label, known, 1)
    fix = f"use label_values({selector.bare()}, {near[0]})" if near else "use a label that the series have"
    return Emptiness(
        FindingClass.BROKEN, message, (f"the labels are: {', '.join(sorted(known))}",) if known else (), fix
    )


def _of_streams(empty: EmptyVariable, ctx: AuditContext) -> Emptiness:
    request = empty.request
    if empty.error:
        return Emptiness(FindingClass.BROKEN, f"{empty.query} is refused: {empty.error}")
    if not request.selector:
        return Emptiness(FindingClass.MISSING, f"no log stream has a label {request.label}")
    lacking = [state for state in stream_states(request.selector, ctx) if state.lack is not Lack.NOTHING]
    if lacking:
        return Emptiness(lacking[0].class_, lacking[0].message, lacking[0].details)
    wanted = Matcher(request.label, "!=", "")
    return Emptiness(FindingClass.BROKEN, f"no stream of {request.selector} has a label {wanted.label}")
