"""Why a rule or panel that works on one side does not work on another: the selector that finds nothing there.

One that is empty because nothing fires, or because the moment is wrong, is not dead. Nor is one that found nothing at
home either, as far as the other side has the same metric and labels: that change kills nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from lab.comparison.portability.killing import said
from lab.comparison.portability.views import SideView, series_names
from lab.comparison.portability.written import Written
from lab.language.dialect import Dialect
from lab.why.evaluation import ABSENCE, evaluate_labels
from lab.why.explain import explain
from lab.why.expression import NAME, Binary, Call, Expression, Matcher, Selector, children
from lab.why.inventory import Inventory
from lab.why.model import Cause
from lab.why.parser import parse
from lab.why.selectors import ALERTS

CHOSEN = ("job", "instance")  # who looks at a dashboard chooses them from a list
_NO_MATTER_WHEN = (Cause.NO_MATCH, Cause.FUNCTION)


@dataclass(frozen=True, slots=True)
class Move:
    """From the side that `home` is to another. `asked_by`: the rules that lead here, so that none is followed twice."""

    home: SideView
    away: SideView
    dialects: Mapping[str, Dialect]
    panel: bool = False
    asked_by: frozenset[str] = field(default_factory=frozenset)


def move(home: str, away: str, views: Mapping[str, SideView]) -> Move:
    spoken = {name: dialect for name in (home, away) if (dialect := views[name].dialect) is not None}
    return Move(views[home], views[away], spoken)


def killers(written: Written, moved: Move) -> tuple[str, ...]:
    """In short words, what leaves nothing of it; empty when it lives."""
    moved = replace(moved, panel=written.kind == "panel")
    found = tuple(dict.fromkeys(_killers(parse(written.query), moved)))
    return found or _by_its_labels(written.query, moved)


def _by_its_labels(query: str, moved: Move) -> tuple[str, ...]:
    """Every selector finds something; yet the sides of an operation may have no labels in common any more."""
    if not explain(query, moved.home.held, moved.dialects).series:
        return ()
    explained = explain(query, moved.away.held, moved.dialects)
    return tuple(finding.message for finding in explained.findings if finding.cause in _NO_MATTER_WHEN)[:1]


def _killers(part: Expression, moved: Move) -> tuple[str, ...]:
    match part:
        case Selector():
            return _of_selector(part, moved)
        case Call(function, args) if function in ABSENCE:
            return _all_of(args, moved, f", so {function} is always true")
        case Binary("or", left, right):
            return _of_choice(left, right, moved)
        case Binary("unless", left, right):
            return (*_killers(left, moved), *_all_of((right,), moved, ", so unless takes nothing away"))
    return _all_of(children(part), moved)


def _all_of(several: Iterable[Expression], moved: Move, so: str = "") -> tuple[str, ...]:
    return tuple(f"{killer}{so}" for each in several for killer in _killers(each, moved))


def _of_choice(left: Expression, right: Expression, moved: Move) -> tuple[str, ...]:
    """A branch that nothing is left of is no loss where another takes its place, which was empty at home; one that had
    data there too, or a number, only hides the loss."""
    lost = _killers(left, moved), _killers(right, moved)
    if (lost[0] and _takes_over(right, moved)) or (lost[1] and _takes_over(left, moved)):
        return ()
    return (*lost[0], *lost[1])


def _takes_over(branch: Expression, moved: Move) -> bool:
    home, away = evaluate_labels(branch, moved.home.held), evaluate_labels(branch, moved.away.held)
    return not home.samples and bool(away.samples)


def _of_selector(selector: Selector, moved: Move) -> tuple[str, ...]:
    made = _made_by(selector, moved.home)
    if made:
        return _of_made(selector, made, moved)
    home, away = moved.home.held, moved.away.held
    loose = _loosened(selector, moved)
    if away.select(loose):
        return ()
    if not home.select(selector) and not _promised(selector, home, away):
        return ()
    return said(loose, away, moved.dialects, known_elsewhere=home.metrics)


def _loosened(selector: Selector, moved: Move) -> Selector:
    """Without the matchers of labels that are there and whose values say nothing about the side: those that a dashboard
    lets one choose, and the method, route and status of requests, of which some may not have been sent."""

    def kept(matchers: tuple[Matcher, ...]) -> tuple[Matcher, ...]:
        about_name = tuple(each for each in matchers if each.label == NAME)
        there = {label for _, each in moved.away.held.select(Selector(about_name)) for label in each.labels}
        free = there & {*_sent(about_name, moved.away), *(CHOSEN if moved.panel else ())}
        return tuple(each for each in matchers if each.label not in free)

    return replace(selector, matchers=kept(selector.matchers), either=tuple(map(kept, selector.either)))


def _sent(about_name: Iterable[Matcher], view: SideView) -> set[str]:
    """The labels of the metric that hold what the requests were like."""
    names = set(view.held.metric_names(about_name))
    meanings = view.dialect.meanings.values() if view.dialect is not None else ()
    return {label for each in meanings if names & {*series_names(each)} for label in each.labels.values()}


def _promised(selector: Selector, home: Inventory, away: Inventory) -> bool:
    """Whether what was empty at home could have had series there, and cannot have any away: a status that never came,
    of a metric that has another name."""
    groups = selector.either or (selector.matchers,)
    return any(_could(group, home) for group in groups) and not any(_could(group, away) for group in groups)


def _could(matchers: tuple[Matcher, ...], held: Inventory) -> bool:
    series = [each for name in held.metric_names(matchers) for each in held.metrics[name].series]
    wanted = {m.label for m in matchers if m.label != NAME and not m.accepts("")}
    return any(wanted <= each.labels.keys() for each in series)


def _made_by(selector: Selector, home: SideView) -> tuple[Written, ...]:
    """The rules that make such series, which move together with what asks for them."""
    if selector.name in ALERTS:
        wanted = [m for m in selector.labelled if m.label == "alertname"]
        alerts = (each for each in home.written if each.kind == "alert")
        return tuple(each for each in alerts if all(m.accepts(each.name) for m in wanted))
    return tuple(each for each in home.written if each.kind == "recording rule" and each.name == selector.name)


def _of_made(selector: Selector, made: tuple[Written, ...], moved: Move) -> tuple[str, ...]:
    """Dead when each rule that makes it is."""
    name = selector.name or ""
    if name in moved.asked_by:
        return ()
    inside = replace(moved, panel=False, asked_by=moved.asked_by | {name})
    dead = [_killers(parse(each.query), inside) for each in made]
    if not all(dead):
        return ()
    return tuple(f"{name}, which a rule makes: {killer}" for killer in dead[0])
