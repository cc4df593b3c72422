"""Why a rule or panel that works on one side returns no data on another: the selector that matches nothing there.

A query that is empty because nothing fires, or because of the moment, is not broken. Nor is one that matched nothing on
its own side either, as long as the other side has the same metric and labels: moving it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from lab.comparison.portability.causes import causes_of
from lab.comparison.portability.queries import WrittenQuery
from lab.comparison.portability.side_view import SideView, series_names
from lab.language.dialect import Dialect
from lab.why.alerts import ALERTS
from lab.why.evaluation import ABSENCE, evaluate_labels
from lab.why.explain import explain
from lab.why.expression import NAME, Binary, Call, Expression, Matcher, Selector, children
from lab.why.inventory import Inventory
from lab.why.model import Cause
from lab.why.parser import parse

DASHBOARD_VARIABLES = ("job", "instance")  # usually chosen from a list by the viewer of a dashboard
_INDEPENDENT_OF_TIME = (Cause.NO_MATCH, Cause.FUNCTION)


@dataclass(frozen=True, slots=True)
class Move:
    """From the side `home` to the side `away`. `followed`: recorded series that led here, so that none is followed
    twice."""

    home: SideView
    away: SideView
    dialects: Mapping[str, Dialect]
    is_panel: bool = False
    followed: frozenset[str] = field(default_factory=frozenset)


def move_between(home: str, away: str, views: Mapping[str, SideView]) -> Move:
    dialects = {name: dialect for name in (home, away) if (dialect := views[name].dialect) is not None}
    return Move(views[home], views[away], dialects)


def broken_by(query: WrittenQuery, move: Move) -> tuple[str, ...]:
    """The causes as short texts; empty when the query works on the other side."""
    move = replace(move, is_panel=query.kind == "panel")
    causes = tuple(dict.fromkeys(_causes(parse(query.query), move)))
    return causes or _label_mismatch(query.query, move)


def _label_mismatch(query: str, move: Move) -> tuple[str, ...]:
    """Where every selector matches something, the operands of an operation may still have no labels in common."""
    if not explain(query, move.home.inventory, move.dialects).series:
        return ()
    explanation = explain(query, move.away.inventory, move.dialects)
    return tuple(finding.message for finding in explanation.findings if finding.cause in _INDEPENDENT_OF_TIME)[:1]


def _causes(part: Expression, move: Move) -> tuple[str, ...]:
    match part:
        case Selector():
            return _selector_causes(part, move)
        case Call(function, args) if function in ABSENCE:
            return _all_causes(args, move, f", so {function} is always true")
        case Binary("or", left, right):
            return _or_causes(left, right, move)
        case Binary("unless", left, right):
            return (*_causes(left, move), *_all_causes((right,), move, ", so unless removes nothing"))
    return _all_causes(children(part), move)


def _all_causes(parts: Iterable[Expression], move: Move, consequence: str = "") -> tuple[str, ...]:
    return tuple(f"{cause}{consequence}" for part in parts for cause in _causes(part, move))


def _or_causes(left: Expression, right: Expression, move: Move) -> tuple[str, ...]:
    """A broken branch does not matter where the other takes over, which was empty at home; one that had data there too,
    or a number, only hides the loss."""
    broken_left, broken_right = _causes(left, move), _causes(right, move)
    if (broken_left and _takes_over(right, move)) or (broken_right and _takes_over(left, move)):
        return ()
    return (*broken_left, *broken_right)


def _takes_over(branch: Expression, move: Move) -> bool:
    at_home, away = evaluate_labels(branch, move.home.inventory), evaluate_labels(branch, move.away.inventory)
    return not at_home.samples and bool(away.samples)


def _selector_causes(selector: Selector, move: Move) -> tuple[str, ...]:
    rules = _recorded_by(selector, move.home)
    if rules:
        return _rule_causes(selector, rules, move)
    home, away = move.home.inventory, move.away.inventory
    relaxed = _without_free_labels(selector, move)
    if away.select(relaxed):
        return ()
    if not home.select(selector) and not _possible_only_at_home(selector, home, away):
        return ()
    return causes_of(relaxed, away, move.dialects, on_both=home.metrics)


def _without_free_labels(selector: Selector, move: Move) -> Selector:
    """Without the matchers of labels that exist and whose values say nothing about the side: dashboard variables, and
    the method, route and status of requests, of which some may not have been sent."""

    def without_free(matchers: tuple[Matcher, ...]) -> tuple[Matcher, ...]:
        about_name = tuple(matcher for matcher in matchers if matcher.label == NAME)
        existing = {label for _, series in move.away.inventory.select(Selector(about_name)) for label in series.labels}
        free = existing & {*_request_labels(about_name, move.away), *(DASHBOARD_VARIABLES if move.is_panel else ())}
        return tuple(matcher for matcher in matchers if matcher.label not in free)

    return replace(selector, matchers=without_free(selector.matchers), either=tuple(map(without_free, selector.either)))


def _request_labels(about_name: Iterable[Matcher], view: SideView) -> set[str]:
    """The labels of the metric that describe the requests."""
    names = set(view.inventory.metric_names(about_name))
    meanings = view.dialect.meanings.values() if view.dialect is not None else ()
    return {label for meaning in meanings if names & {*series_names(meaning)} for label in meaning.labels.values()}


def _possible_only_at_home(selector: Selector, home: Inventory, away: Inventory) -> bool:
    """Whether a selector that matched nothing at home could have matched there, and cannot away: for example a status
    that was never returned, of a metric that has another name away."""
    groups = selector.either or (selector.matchers,)
    return any(_possible(group, home) for group in groups) and not any(_possible(group, away) for group in groups)


def _possible(matchers: tuple[Matcher, ...], inventory: Inventory) -> bool:
    candidates = [series for name in inventory.metric_names(matchers) for series in inventory.metrics[name].series]
    needed = {m.label for m in matchers if m.label != NAME and not m.accepts("")}
    return any(needed <= series.labels.keys() for series in candidates)


def _recorded_by(selector: Selector, home: SideView) -> tuple[WrittenQuery, ...]:
    """The rules that produce such series; they move together with the query."""
    if selector.name in ALERTS:
        matchers = [m for m in selector.labelled if m.label == "alertname"]
        alerts = (query for query in home.queries if query.kind == "alert")
        return tuple(alert for alert in alerts if all(m.accepts(alert.name) for m in matchers))
    return tuple(query for query in home.queries if query.kind == "recording rule" and query.name == selector.name)


def _rule_causes(selector: Selector, rules: tuple[WrittenQuery, ...], move: Move) -> tuple[str, ...]:
    """A recorded series is broken when every rule that produces it is."""
    name = selector.name or ""
    if name in move.followed:
        return ()
    inside = replace(move, is_panel=False, followed=move.followed | {name})
    causes = [_causes(parse(rule.query), inside) for rule in rules]
    if not all(causes):
        return ()
    return tuple(f"{name}, recorded by a rule: {cause}" for cause in causes[0])
