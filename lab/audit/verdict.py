"""The class of a judged query, and what is said of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lab.audit.asked_why import why_empty
from lab.audit.context import AuditContext
from lab.audit.judged import JudgedQuery
from lab.audit.model import FindingClass
from lab.audit.selector_state import Lack, SelectorState
from lab.audit.system import OUT_OF_BUDGET
from lab.language.counting import count
from lab.language.promql_syntax.correction import find_problem
from lab.why.dialects import translations
from lab.why.expression import Expression, Matcher, Selector, parts, to_promql, transform

# Of the findings about rules and panels that return nothing.
CLASSES = (
    FindingClass.BROKEN,
    FindingClass.MISSING,
    FindingClass.QUIET,
    FindingClass.BY_DESIGN,
    FindingClass.WORKING,
)
# What a query cannot help, as against a limit or a time-out of the system.
_DEFECT = re.compile(
    r"parse error|duplicate|many-to-many|grouping labels|labelset|multiple matches|invalid|unexpected|unknown function"
    r"|expected|unknown escape|no such function|mixed|bad_data|cannot parse|not allowed"
)
_MOST_DETAILS = 6
_REMEDY = {
    Lack.NOT_SENT: "add what sends it, or remove this query",
    Lack.JOB: "add the scrape job, or name one that is there",
    Lack.TARGET: "bring the target up",
    Lack.LABEL: "use a label that the series have",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`class_` is None where the query could not be judged, and `message` says why."""

    class_: FindingClass | None
    message: str
    details: tuple[str, ...] = ()
    fix: str = ""


def verdict(judged: JudgedQuery, ctx: AuditContext) -> Verdict:
    if judged.error:
        return _of_error(judged)
    if judged.series is None:
        return Verdict(None, "its result is not known")
    if judged.series:
        return Verdict(FindingClass.WORKING, f"it returns {count(judged.series, 'series')}")
    if judged.query.expression is None:
        return Verdict(None, f"it returns nothing, and lab cannot read it: {judged.query.syntax_error}")
    if judged.unfiltered:
        return _filtered(judged)
    state = judged.state
    if not state.lacking:
        return _no_selector_lacks(judged, ctx)
    first = state.lacking[0]
    others = [one.message for one in state.lacking[1:] if one.class_ in (FindingClass.BROKEN, FindingClass.MISSING)]
    details = tuple(dict.fromkeys((*first.details, *others)))[:_MOST_DETAILS]
    return Verdict(state.class_, first.message, details, fix_of(first, judged.query.expression, ctx))


def _filtered(judged: JudgedQuery) -> Verdict:
    number = count(judged.unfiltered or 0, "series")
    return Verdict(FindingClass.BY_DESIGN, f"nothing passes its condition now; without it, it returns {number}")


def _of_error(judged: JudgedQuery) -> Verdict:
    if judged.error.startswith(OUT_OF_BUDGET) or not _DEFECT.search(judged.error):
        return Verdict(None, judged.error)
    problem = find_problem(judged.query.query, judged.error)
    fix = f"did you mean this? {problem.correction}" if problem.correction else ""
    return Verdict(FindingClass.BROKEN, f"it is refused: {judged.error}", (), fix)


def _no_selector_lacks(judged: JudgedQuery, ctx: AuditContext) -> Verdict:
    """Every selector has series, and the query returns nothing."""
    if judged.state.class_ is FindingClass.BY_DESIGN and judged.unfiltered is None:
        return Verdict(FindingClass.BY_DESIGN, "nothing passes its condition now")
    found = why_empty(judged.query.query, judged.query.expression, ctx)
    return Verdict(found.class_, found.message, found.details[:_MOST_DETAILS], found.fix)


def fix_of(state: SelectorState, expression: Expression, ctx: AuditContext) -> str:
    """The query as it is probably meant; else what to do."""
    name = state.selector.name or ""
    if state.lack is Lack.METRIC and (translated := translations(name, ctx.dialects, ctx.system.metrics)):
        return f"use {to_promql(translated[0].apply(expression))}"
    if state.lack is Lack.NOT_SENT and ":" in name and state.instead is None:
        return "load the rule that records it, or use the name of one that is loaded"
    if state.wrong is None or state.instead is None:
        return _REMEDY.get(state.lack, "")
    if not any(_reads(part, state.selector) for part in parts(expression)):
        return f"use {state.instead} instead of {state.wrong}"  # of a rule that it reads
    return f"use {to_promql(transform(expression, lambda part: _replaced(part, state)))}"


def _reads(part: Expression, selector: Selector) -> bool:
    return isinstance(part, Selector) and (part.matchers == selector.matchers or selector.matchers in part.either)


def _replaced(part: Expression, state: SelectorState) -> Expression:
    if not isinstance(part, Selector) or not _reads(part, state.selector):
        return part

    def corrected(matchers: tuple[Matcher, ...]) -> tuple[Matcher, ...]:
        if matchers != state.selector.matchers or state.instead is None:
            return matchers
        return tuple(state.instead if matcher == state.wrong else matcher for matcher in matchers)

    return replace(part, matchers=corrected(part.matchers), either=tuple(map(corrected, part.either)))
