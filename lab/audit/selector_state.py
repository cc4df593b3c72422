"""What a selector without series lacks, and whether that is a defect: decided from facts that were asked before.

The worst that an audit can do is to call a query broken that works. So `broken` needs evidence: another spelling,
another instrumentation's name, a label that no series has. A value that has not occurred is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from lab.audit.model import HARM, FindingClass
from lab.audit.selector_facts import MatcherFacts, SelectorFacts
from lab.audit.spelling import misspelt_value, misspelt_word
from lab.audit.system import System
from lab.audit.target_state import jobs_of, missing_job, not_scraped_yet
from lab.audit.unknown_metric import unknown_metric
from lab.audit.value_state import event_label, names_thing, wrong_value
from lab.language.dialect import Dialect
from lab.why.alerts import ALERTS
from lab.why.dialects import local_label
from lab.why.expression import NAME, Matcher, Selector
from lab.why.inventory import SCRAPE_METRICS
from lab.why.mismatch import format_few

_VARIABLE = re.compile(r"\$\{(\w+)[^}]*\}|\$([a-zA-Z_]\w*)|\[\[(\w+)[^\]]*\]\]")  # as Grafana reads them


class Lack(StrEnum):
    """What a selector has, or lacks."""

    NOTHING = "has series"
    UNKNOWN = "could not be asked"
    SEEN = "had series"
    DECLARED = "declared without samples"
    RECORDED = "recorded by a rule"
    ALERTS = "series of alerts"
    METRIC = "no such metric"
    NOT_SENT = "nothing sends the metric"
    EVENT = "no such event yet"
    LABEL = "no such label"
    VALUE = "another value is meant"
    OTHER_VALUE = "no such value"
    THING = "no such thing"
    JOB = "its job is not there"
    TARGET = "its target is down"


CLASS_OF = {
    Lack.NOTHING: FindingClass.WORKING,
    Lack.UNKNOWN: FindingClass.WORKING,
    Lack.SEEN: FindingClass.QUIET,
    Lack.DECLARED: FindingClass.QUIET,
    Lack.RECORDED: FindingClass.QUIET,
    Lack.ALERTS: FindingClass.BY_DESIGN,
    Lack.METRIC: FindingClass.BROKEN,
    Lack.NOT_SENT: FindingClass.MISSING,
    Lack.EVENT: FindingClass.BY_DESIGN,
    Lack.LABEL: FindingClass.BROKEN,
    Lack.VALUE: FindingClass.BROKEN,
    Lack.OTHER_VALUE: FindingClass.QUIET,
    Lack.THING: FindingClass.MISSING,
    Lack.JOB: FindingClass.MISSING,
    Lack.TARGET: FindingClass.MISSING,
}


@dataclass(frozen=True, slots=True)
class SelectorState:
    """`instead`: what to write in place of `wrong`, a matcher or the name; None where nothing is known to be meant.
    `message` is a sentence without a capital; empty for a selector that has series."""

    selector: Selector
    lack: Lack
    message: str = ""
    details: tuple[str, ...] = ()
    wrong: Matcher | None = None
    instead: Matcher | None = None

    @property
    def class_(self) -> FindingClass:
        return CLASS_OF[self.lack]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known besides the facts of one selector. `dialects` of all instrumentations; `declared`: types of metrics
    by their names and those of their parts."""

    system: System
    dialects: dict[str, Dialect]

    @property
    def recorded(self) -> frozenset[str]:
        return frozenset(rule.name for rule in self.system.rules if rule.kind == "recording")


def selector_state(facts: SelectorFacts, around: Surroundings) -> SelectorState:
    """Of a selector without `or`."""
    selector = facts.selector
    if facts.now is True:
        return SelectorState(selector, Lack.NOTHING)
    if isinstance(facts.now, str):
        return SelectorState(selector, Lack.UNKNOWN, f"whether {selector.bare()} has series is not known: {facts.now}")
    if selector.name in ALERTS:
        return _of_alerts(selector, around.system)
    if unknown := _unknown_variable(selector):
        return unknown
    if selector.name in around.recorded:
        return SelectorState(selector, Lack.RECORDED, f"the rule that records {selector.name} has made no such series")
    down = missing_job(selector, around.system, with_samples=bool(facts.names))
    if facts.since is True:
        return _seen(facts, down)
    if down is not None:
        message, details, wrong, instead = down
        lack = Lack.VALUE if instead else Lack.TARGET if "down" in message else Lack.JOB
        return SelectorState(selector, lack, message, details, wrong, instead)
    if not facts.names:
        return _of_metric(facts, around)
    return _of_matchers(facts, around)


def _unknown_variable(selector: Selector) -> SelectorState | None:
    """Grafana asks for the text of a variable that its dashboard does not have."""
    for matcher in selector.matchers:
        if found := _VARIABLE.search(matcher.value):
            name = found[1] or found[2] or found[3]
            message = f"nothing defines the variable {name}, so {matcher} is asked for as it stands"
            return SelectorState(selector, Lack.VALUE, message, (), matcher)
    return None


def _seen(facts: SelectorFacts, down: object) -> SelectorState:
    text = facts.selector.bare()
    if isinstance(down, tuple) and "down" in down[0]:
        return SelectorState(facts.selector, Lack.TARGET, f"{text} had series and has none now: {down[0]}", down[1])
    return SelectorState(facts.selector, Lack.SEEN, f"{text} had series before and has none now")


def _of_alerts(selector: Selector, system: System) -> SelectorState:
    alerts = sorted({rule.name for rule in system.rules if rule.kind == "alerting"})
    for matcher in selector.labelled:
        if (
            matcher.label == "alertname"
            and alerts
            and matcher.op in ("=", "=~")
            and not any(map(matcher.accepts, alerts))
        ):
            near = misspelt_value(matcher.value, alerts) if matcher.op == "=" else ""
            message = f"no alerting rule with {matcher} is loaded"
            instead = Matcher("alertname", "=", near) if near else None
            lack = Lack.VALUE if near else Lack.NOT_SENT
            return SelectorState(selector, lack, message, (), matcher, instead)
    return SelectorState(selector, Lack.ALERTS, f"{selector.name} has series only while an alert is pending or firing")


def _of_metric(facts: SelectorFacts, around: Surroundings) -> SelectorState:
    selector, system = facts.selector, around.system
    if facts.metric_since is True:
        return SelectorState(selector, Lack.SEEN, f"{_named(selector)} had samples before and has none now")
    if (selector.name or "").startswith(SCRAPE_METRICS) and not system.targets:
        return SelectorState(
            selector, Lack.NOT_SENT, f"{selector.name} is written for each scrape target, and there is none"
        )
    if selector.name is None:
        return SelectorState(selector, Lack.NOT_SENT, f"no metric has a name that {_named(selector)} matches")
    found = unknown_metric(selector, system, around.dialects)
    wrong = Matcher(NAME, "=", selector.name)
    instead = Matcher(NAME, "=", found.instead) if found.instead else None
    lack = {"metric": Lack.METRIC, "declared": Lack.DECLARED, "event": Lack.SEEN}.get(found.kind, Lack.NOT_SENT)
    return SelectorState(selector, lack, found.message, found.details, wrong if instead else None, instead)


def _of_matchers(facts: SelectorFacts, around: Surroundings) -> SelectorState:
    """The metric is there. The first matcher that nothing passes is the cause; those that say whose come first."""
    selector, name = facts.selector, facts.selector.name or ""
    failing = [one for one in facts.matchers if one.alone is False]
    for one in failing or facts.matchers:
        matcher = one.matcher
        if any(isinstance(known, str) for known in (one.alone, one.without)):
            return SelectorState(selector, Lack.UNKNOWN, f"why {selector.bare()} has no series could not be asked")
        if not failing and one.without is not True:
            continue  # leaving out this one alone does not help
        if not _positive(matcher):
            values = format_few(one.values) or "no value"
            return SelectorState(
                selector, Lack.OTHER_VALUE, f"{matcher} leaves nothing of {_named(selector)}: it has {values}"
            )
        if not one.label:
            return _no_label(facts, one, around)
        if matcher.op == "=~" and matcher.accepts(""):
            continue
        if corrected := wrong_value(matcher, one.values):
            message = f"{_head(matcher, selector)}: {matcher.label} is {format_few(one.values)}"
            return SelectorState(selector, Lack.VALUE, message, (corrected.reason,), matcher, corrected.instead)
        lack = _lack_of_value(matcher, name, around.system)
        others = "" if failing else " with its other labels"
        message = f"{_head(matcher, selector)}{others} now: {matcher.label} is {format_few(one.values) or 'empty'}"
        return SelectorState(selector, lack, message, (), matcher)
    joined = " and ".join(str(matcher) for matcher in selector.labelled)
    return SelectorState(selector, Lack.OTHER_VALUE, f"no series of {_named(selector)} has {joined} together")


def _no_label(facts: SelectorFacts, one: MatcherFacts, around: Surroundings) -> SelectorState:
    selector, matcher = facts.selector, one.matcher
    details = [f"the labels are: {', '.join(one.labels)}"] if one.labels else []
    translated = [
        name for name in local_label(matcher.label, selector.name or "", around.dialects) if name in one.labels
    ]
    if translated:
        details.insert(0, f"other instrumentations call it {matcher.label}, this one {translated[0]}")
    near = translated or [label for label in one.labels if misspelt_word(label, matcher.label)]
    instead = Matcher(near[0], matcher.op, matcher.value) if near else None
    message = f"{_head(matcher, selector)}: none has a label {matcher.label}"
    return SelectorState(selector, Lack.LABEL, message, tuple(details), matcher, instead)


def _lack_of_value(matcher: Matcher, name: str, system: System) -> Lack:
    if matcher.label in ("job", "exported_job") and not jobs_of(matcher, system):
        return Lack.JOB
    if matcher.label == "job" and not_scraped_yet(matcher, system):
        return Lack.OTHER_VALUE
    if names_thing(matcher.label):
        return Lack.THING
    return Lack.EVENT if event_label(matcher.label, name) else Lack.OTHER_VALUE


def _positive(matcher: Matcher) -> bool:
    return matcher.op in ("=", "=~") and not matcher.accepts("")


def _head(matcher: Matcher, selector: Selector) -> str:
    return f"{matcher} matches no series of {_named(selector)}"


def _named(selector: Selector) -> str:
    if selector.name is not None:
        return selector.name
    return "{" + ",".join(_names(selector.matchers)) + "}"


def _names(matchers: Iterable[Matcher]) -> Iterator[str]:
    return (str(matcher) for matcher in matchers if matcher.label == NAME)


def best(states: Iterable[SelectorState]) -> SelectorState:
    """Of the alternatives of a selector with `or`: one that has series suffices."""
    return max(states, key=lambda state: HARM[state.class_])
