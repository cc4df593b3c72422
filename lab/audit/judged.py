"""All queries of rules and panels, each with what it returns and what its selectors lack. Asked once for all checks.

First whether each returns something; of those that do not, the query without its comparisons; and only where that
returns nothing either, why each selector has no series. So a healthy system is asked little.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lab.audit.audited_query import AuditedQuery, audited_panels, audited_rules, read_query
from lab.audit.certainly_empty import certainly_empty
from lab.audit.context import AuditContext
from lab.audit.model import FindingClass
from lab.audit.query_state import HAS_SERIES, QueryState, query_state
from lab.audit.selector_facts import SelectorFacts, alternatives, selector_facts
from lab.audit.selector_state import Lack, SelectorState, Surroundings, best, selector_state
from lab.audit.unfiltered import is_filtered, unfiltered
from lab.language.promql import selector as selector_text
from lab.why.evaluation import ABSENCE, QueryResult
from lab.why.expression import Binary, Call, Expression, Selector, parts, to_promql

_MOST_RULES = 4  # recording rules that are followed, one reading the other


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """`series`: how many it returns; None when that is not known, `error` says why. `unfiltered`: how many it returns
    without its comparisons; None where that was not asked. `state`: what its selectors lack, as far as they were
    asked."""

    query: AuditedQuery
    series: int | None
    error: str = ""
    unfiltered: int | None = None
    state: QueryState = HAS_SERIES


@dataclass(frozen=True, slots=True)
class Judgement:
    queries: tuple[JudgedQuery, ...]
    states: Mapping[Selector, SelectorState]

    def state_of(self, selector: Selector) -> SelectorState:
        """One that was not asked about has series, as far as is known."""
        found = [self.states[one] for one in alternatives(selector) if one in self.states]
        return best(found) if found else SelectorState(selector, Lack.NOTHING)

    def of_panels(self) -> list[JudgedQuery]:
        return [one for one in self.queries if one.query.rule is None]

    def of_rules(self, kind: str) -> list[JudgedQuery]:
        return [one for one in self.queries if one.query.rule is not None and one.query.rule.kind == kind]


def judged(ctx: AuditContext) -> Judgement:
    if __name__ not in ctx.memo:
        ctx.memo[__name__] = _judged(ctx)
    judgement: Judgement = ctx.memo[__name__]
    return judgement


def _judged(ctx: AuditContext) -> Judgement:
    queries = [*audited_rules(ctx), *(one for one in audited_panels(ctx).queries if not one.logs)]
    found = _with_unfiltered(_with_results(queries, ctx), ctx)
    selectors = [one for judged in found if _needs_states(judged) for one in _selectors(judged.query.expression)]
    states = selector_states(selectors, ctx)
    judgement = Judgement(tuple(found), states)
    return replace(judgement, queries=tuple(_with_state(one, judgement) for one in found))


def selector_states(selectors: Iterable[Selector], ctx: AuditContext) -> Mapping[Selector, SelectorState]:
    """By selector without offset; also of the selectors of recording rules that they read, which say why those have
    made nothing."""
    around = Surroundings(ctx.system, dict(ctx.dialects))
    recorded = {rule.name: rule.query for rule in ctx.system.rules if rule.kind == "recording"}
    facts: dict[Selector, SelectorFacts] = {}
    waiting = list(selectors)
    for _ in range(_MOST_RULES):
        new = [
            one for one in dict.fromkeys(part for whole in waiting for part in alternatives(whole)) if one not in facts
        ]
        if not new:
            break
        facts |= selector_facts(new, ctx)
        silent = [one.name for one in new if facts[one].now is False and one.name in recorded]
        waiting = [one for name in silent if name for one in _selectors(_parsed(recorded[name]))]
    states = {one: selector_state(own, around) for one, own in facts.items()}
    return {one: _of_rule(state, recorded, states) for one, state in states.items()}


def _of_rule(
    state: SelectorState, recorded: Mapping[str, str], states: Mapping[Selector, SelectorState], depth: int = 0
) -> SelectorState:
    """A recorded series lacks what its rule's query lacks."""
    if state.lack is not Lack.RECORDED or depth >= _MOST_RULES:
        return state
    name = state.selector.name or ""
    expression = _parsed(recorded[name])
    if expression is None:
        return state

    def state_of(selector: Selector) -> SelectorState:
        found = [_of_rule(states[one], recorded, states, depth + 1) for one in alternatives(selector) if one in states]
        return best(found) if found else SelectorState(selector, Lack.NOTHING)

    inner = query_state(expression, state_of)
    if not inner.lacking:
        return state
    cause = inner.lacking[0]
    lack = Lack.NOT_SENT if cause.class_ is FindingClass.BROKEN else cause.lack
    return replace(state, lack=lack, message=f"{name}, recorded by a rule: {cause.message}", details=cause.details)


def _with_results(queries: Sequence[AuditedQuery], ctx: AuditContext) -> list[JudgedQuery]:
    asked = {number: text for number, one in enumerate(queries) if (text := _to_ask(one)) is not None}
    results = _asked(asked, ctx)
    return [_with_result(one, results.get(number)) for number, one in enumerate(queries)]


def _asked(texts: Mapping[int, str], ctx: AuditContext) -> dict[int, QueryResult]:
    """Without those that are known to return nothing."""
    unknown = {number: text for number, text in texts.items() if not _is_empty(text, ctx)}
    answers = ctx.ask.values(list(unknown.values())) if unknown else []
    return {**dict.fromkeys(texts, QueryResult()), **dict(zip(unknown, answers, strict=True))}


def _is_empty(text: str, ctx: AuditContext) -> bool:
    expression = _parsed(text)
    return expression is not None and certainly_empty(expression, ctx.system)


def _to_ask(query: AuditedQuery) -> str | None:
    """None for an alerting rule, whose state says whether its query returns something."""
    rule = query.rule
    if rule is None:
        return query.query
    if rule.kind == "recording":
        return f"count({selector_text(rule.name, _static(rule.labels))})"
    return None if rule.error or rule.state in ("inactive", "pending", "firing") else query.query


def _static(labels: Mapping[str, str]) -> dict[str, str]:
    return {label: value for label, value in labels.items() if "{{" not in value}


def _with_result(query: AuditedQuery, result: QueryResult | None) -> JudgedQuery:
    rule = query.rule
    if rule is not None and rule.error:
        return JudgedQuery(query, 0, rule.error)
    if result is None:
        return JudgedQuery(query, int(rule is not None and rule.state in ("pending", "firing")))
    if result.error:
        return JudgedQuery(query, None, result.error)
    counted = rule is not None and rule.kind == "recording" and result.samples
    return JudgedQuery(query, int(result.samples[0].value or 0) if counted else len(result.samples))


def _with_unfiltered(found: list[JudgedQuery], ctx: AuditContext) -> list[JudgedQuery]:
    wanted: dict[int, str] = {}
    for number, one in enumerate(found):
        expression = one.query.expression
        if one.series == 0 and not one.error and expression is not None and is_filtered(expression):
            wanted[number] = to_promql(unfiltered(expression))
    results = _asked(wanted, ctx)
    return [
        replace(one, unfiltered=len(results[number].samples)) if number in results else one
        for number, one in enumerate(found)
    ]


def _needs_states(judged: JudgedQuery) -> bool:
    """Not of a query that works, or would with other values; but of one with branches, which hide what they lack."""
    expression = judged.query.expression
    if expression is None:
        return False
    hides = any(
        (isinstance(part, Binary) and part.op == "or") or (isinstance(part, Call) and part.function in ABSENCE)
        for part in parts(expression)
    )
    return hides or (judged.series == 0 and not judged.unfiltered)


def _selectors(expression: Expression | None) -> list[Selector]:
    return [] if expression is None else [part for part in parts(expression) if isinstance(part, Selector)]


def _parsed(query: str) -> Expression | None:
    return read_query(query)[0]


def _with_state(judged: JudgedQuery, judgement: Judgement) -> JudgedQuery:
    expression = judged.query.expression
    return judged if expression is None else replace(judged, state=query_state(expression, judgement.state_of))
