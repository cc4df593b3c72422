"""What is asked about the selectors of all queries: first whether they have series, then why some have none.

Each step asks about all selectors at once, so that the audited system can answer several at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from lab.audit.certainly_empty import has_no_metric
from lab.audit.context import AuditContext
from lab.why.expression import NAME, Matcher, Selector, Shift
from lab.why.identity import says_who

_MOST_COUNTED = 50_000  # series of a metric
Known = bool | str  # a text says why it is not known


@dataclass(frozen=True, slots=True)
class MatcherFacts:
    """Of one matcher of a selector without series. `alone`: whether it matches a series of the metric by itself;
    `without`: whether the selector has series without it; `label`: whether any of those, or else of the metric's
    series, has the label; `values`: of the label among those; `labels`: which they have, where they lack
    this one."""

    matcher: Matcher
    alone: Known
    without: Known
    label: bool
    values: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SelectorFacts:
    """`names`: the metrics with samples now that its name matches. `now`: whether it has series; `since`: whether it
    had some since the time that the audit looks back to. `metric_since`: the same of its metric with any labels."""

    selector: Selector
    names: tuple[str, ...]
    now: Known
    since: Known = False
    metric_since: Known = False
    matchers: tuple[MatcherFacts, ...] = field(default=())


def plain(selector: Selector) -> Selector:
    return replace(selector, shift=Shift())


def alternatives(selector: Selector) -> tuple[Selector, ...]:
    """`{a="1" or b="2"}` as selectors of their own."""
    if not selector.either:
        return (plain(selector),)
    return tuple(Selector(group) for group in selector.either)


def selector_facts(selectors: Iterable[Selector], ctx: AuditContext) -> Mapping[Selector, SelectorFacts]:
    """By the selector without offset and `@`; of a selector with `or`, one for each alternative."""
    asked = list(dict.fromkeys(one for selector in selectors for one in alternatives(selector)))
    named = [one for one in asked if not has_no_metric(one, ctx.system)]
    indexed = {**dict.fromkeys(asked, False), **_has_series(named, ctx)}
    current = _is_current([one for one in asked if indexed[one] is True and not _is_large(one, ctx)], ctx)
    facts: dict[Selector, SelectorFacts] = {}
    for one in asked:
        now = current.get(one, indexed[one])
        facts[one] = SelectorFacts(one, _names(one, ctx), now, since=indexed[one] is True and now is False)
    empty = [one for one in asked if facts[one].now is False]
    if ctx.since is not None:
        before = _has_series([*empty, *map(_metric, empty)], ctx, ctx.since)
        for one in empty:
            since = facts[one].since is True or before[one]
            facts[one] = replace(facts[one], since=since, metric_since=before[_metric(one)])
    unmatched = [one for one in empty if facts[one].names and facts[one].since is not True]
    for one, matchers in _matcher_facts(unmatched, ctx).items():
        facts[one] = replace(facts[one], matchers=matchers)
    return facts


def _is_large(selector: Selector, ctx: AuditContext) -> bool:
    """Whether counting its series would cost the system much: then the index decides."""
    return ctx.system.series.get(selector.name or "", 0) > _MOST_COUNTED


def _is_current(selectors: list[Selector], ctx: AuditContext) -> dict[Selector, Known]:
    """Whether an instant query returns series: an index still has those that have ended in the last hours."""
    results = ctx.ask.values([f"count({one.bare()})" for one in selectors])
    return {one: result.error or bool(result.samples) for one, result in zip(selectors, results, strict=True)}


def _names(selector: Selector, ctx: AuditContext) -> tuple[str, ...]:
    if selector.name is not None:
        return (selector.name,) if selector.name in ctx.system.metrics else ()
    matchers = [matcher for matcher in selector.matchers if matcher.label == NAME]
    return tuple(sorted(name for name in ctx.system.metrics if all(m.accepts(name) for m in matchers)))


def _metric(selector: Selector) -> Selector:
    """Its metric with any labels. A selector without a name has no metric of its own."""
    named = tuple(matcher for matcher in selector.matchers if matcher.label == NAME)
    return Selector(named) if named else selector


def _has_series(selectors: Iterable[Selector], ctx: AuditContext, since: float | None = None) -> dict[Selector, Known]:
    distinct = list(dict.fromkeys(selectors))
    if not distinct:
        return {}
    texts = [one.bare() for one in distinct]
    answers = ctx.ask.has_series(texts) if since is None else ctx.ask.has_series(texts, since=since)
    return dict(zip(distinct, answers, strict=True))


def _matcher_facts(selectors: list[Selector], ctx: AuditContext) -> dict[Selector, tuple[MatcherFacts, ...]]:
    wanted = [probe for one in selectors for matcher in one.labelled for probe in _probes(one, matcher)]
    known = _has_series(wanted, ctx)
    facts: dict[Selector, tuple[MatcherFacts, ...]] = {}
    for one in selectors:
        facts[one] = tuple(_of_matcher(one, matcher, known, ctx) for matcher in _ordered(one))
    return facts


def _ordered(selector: Selector) -> Iterator[Matcher]:
    """The labels that say whose series it is first: without those, nothing is known about the others."""
    yield from sorted(selector.labelled, key=lambda matcher: not says_who(matcher.label))


def _probes(selector: Selector, matcher: Matcher) -> tuple[Selector, Selector, Selector]:
    """The metric with this matcher only; the selector without it; the latter with any value of the label."""
    metric = _metric(selector)
    others = tuple(one for one in selector.matchers if one != matcher)
    without = Selector(others) if others else metric
    labelled = replace(without, matchers=(*without.matchers, Matcher(matcher.label, "!=", "")))
    return replace(metric, matchers=(*metric.matchers, matcher)), without, labelled


def _of_matcher(
    selector: Selector, matcher: Matcher, known: Mapping[Selector, Known], ctx: AuditContext
) -> MatcherFacts:
    alone, without, labelled = _probes(selector, matcher)
    label = known[labelled]
    # Where the others match nothing either, all series of the metric tell what the label can be.
    among = without if label is True else _metric(selector)
    values = _values(matcher.label, among, ctx) if known[alone] is not True or label is True else ()
    exists = label is True or bool(values)
    labels = () if exists or known[alone] is True else _labels(among if known[without] is not True else without, ctx)
    return MatcherFacts(matcher, known[alone], known[without], exists, values, labels)


def _values(label: str, among: Selector, ctx: AuditContext) -> tuple[str, ...]:
    key = f"values of {label} of {among.bare()}"
    if key not in ctx.memo:
        answer = ctx.ask.label_values(label, among.bare())
        ctx.memo[key] = () if isinstance(answer, str) else tuple(value for value in answer if value)
    values: tuple[str, ...] = ctx.memo[key]
    return values


def _labels(selector: Selector, ctx: AuditContext) -> tuple[str, ...]:
    key = f"labels of {selector.bare()}"
    if key not in ctx.memo:
        answer = ctx.ask.label_names(selector.bare())
        ctx.memo[key] = () if isinstance(answer, str) else tuple(sorted(answer))
    labels: tuple[str, ...] = ctx.memo[key]
    return labels
