"""Which matcher of a selector leaves nothing, and what the label really holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lab.language.promql import quoted
from lab.why.expression import Matcher, Selector, with_instead
from lab.why.finding import Finding, Inquiry, Kind
from lab.why.inventory import Inventory, Series, passes
from lab.why.nearest import nearest
from lab.why.translation import label_here

MOST_VALUES = 8
LONGEST = 60
_CLASS = re.compile(r"([1-5])xx", re.IGNORECASE)  # 5xx, as people say it


def nothing_matches(selector: Selector, inquiry: Inquiry) -> tuple[Finding, ...]:
    """One finding for each matcher that alone leaves nothing, or one for those that do so together."""
    held = inquiry.held
    every = [(name, each) for name in held.named(selector.matchers) for each in held.metrics[name].series]
    alone = [m for m in selector.labelled if not any(passes((m,), name, each) for name, each in every)]
    if alone:
        return tuple(_alone(matcher, selector, every, inquiry) for matcher in alone)
    return (_together(selector, every),)


def _alone(matcher: Matcher, selector: Selector, every: Sequence[tuple[str, Series]], inquiry: Inquiry) -> Finding:
    what = selector.name or "all that is here"
    values = Counter(each.labels.get(matcher.label, "") for _, each in every)
    number = len(every)
    total = sum(inquiry.held.metrics[name].count for name in inquiry.held.named(selector.matchers))
    recorded = f" (as recorded, of {total})" if number < total else ""
    head = f"{matcher} matches none of the {number} series of {what}{recorded}"
    if number == 1:
        head = f"{matcher} does not match the one series of {what}"
    if set(values) == {""}:
        words = f"{head}: {'it has' if number == 1 else 'they have'} no label {matcher.label}"
        return _other_label(words, matcher, selector, every, inquiry)
    words = f"{head}: {matcher.label} is {_listed(values)}"
    hint, better = _better(matcher, [value for value in values if value])
    details = [hint] if hint else []
    if matcher.label in ("job", "instance"):
        details += _about_targets(matcher, inquiry.held)
    return _finding(words, details, matcher, better, selector, inquiry)


def _other_label(
    words: str, matcher: Matcher, selector: Selector, every: Sequence[tuple[str, Series]], inquiry: Inquiry
) -> Finding:
    there = tuple(sorted({label for _, each in every for label in each.labels}))
    meant = [each for each in label_here(matcher.label, selector.name or "", inquiry.dialects) if each in there]
    details = [f"the labels are: {', '.join(there) or 'none'}"]
    better = None
    if meant:
        details.insert(0, f"what other instrumentations call {matcher.label} is {meant[0]} here")
        better = replace(matcher, label=meant[0])
    elif near := nearest(matcher.label, there):
        details.insert(0, f"did you mean {' or '.join(near)}?")
        better = replace(matcher, label=near[0])
    return _finding(words, details, matcher, better, selector, inquiry)


def _finding(
    words: str, details: Sequence[str], old: Matcher, new: Matcher | None, selector: Selector, inquiry: Inquiry
) -> Finding:
    if new is None:
        return Finding(Kind.MATCHER, words, tuple(details))
    better = replace(selector, matchers=tuple(new if each == old else each for each in selector.matchers))
    return Finding(Kind.MATCHER, words, tuple(details), with_instead(inquiry.whole, selector, better))


def _better(matcher: Matcher, values: Sequence[str]) -> tuple[str, Matcher | None]:
    """What was probably meant, in words and as a matcher."""
    wanted = matcher.value
    if matcher.op == "=":
        pattern = _CLASS.sub(r"\1..", wanted)
        as_pattern = replace(matcher, op="=~", value=pattern)
        if (pattern != wanted or re.escape(wanted) != wanted) and (hits := _hits(as_pattern, values)):
            return (
                f"= compares the text as it stands; =~ takes a pattern: {as_pattern} matches {_few(hits)}",
                as_pattern,
            )
    if matcher.op == "=~":
        pattern = _CLASS.sub(r"\1..", wanted)
        for value in (pattern, f".*{wanted}.*", f"(?i){wanted}"):
            wider = replace(matcher, value=value)
            if value != wanted and (hits := _hits(wider, values)):
                return f"=~ must match the whole value, as it is spelled: {wider} matches {_few(hits)}", wider
    if matcher.op in ("=", "=~") and len(set(values)) == 1:
        only = replace(matcher, op="=", value=values[0])
        return f"it is there only with {only}", only
    if matcher.op in ("=", "=~") and (near := _alike(wanted, values)):
        return f"did you mean {matcher.label}={quoted(near)}?", replace(matcher, op="=", value=near)
    return "", None


def _hits(matcher: Matcher, values: Sequence[str]) -> list[str]:
    try:
        re.compile(matcher.value)
    except re.error:
        return []
    return [value for value in values if matcher.accepts(value)]


def _alike(wanted: str, values: Sequence[str]) -> str:
    same = [value for value in values if value.strip().lower() == wanted.strip().lower()]
    return next(iter([*same, *nearest(wanted, values, 1)]), "")


def _together(selector: Selector, every: Sequence[tuple[str, Series]]) -> Finding:
    """Each matches some series, but not the same ones: what remains when one of them is left out tells most."""
    details = []
    for matcher in selector.labelled:
        others = [m for m in selector.labelled if m != matcher]
        left = Counter(each.labels.get(matcher.label, "") for name, each in every if passes(others, name, each))
        if left:
            details.append(f"without {matcher} there are {left.total()}: {matcher.label} is then {_listed(left)}")
    joined = " and ".join(str(matcher) for matcher in selector.labelled)
    words = f"no series of {selector.name or 'all that is here'} has {joined} at once, though each is there alone"
    return Finding(Kind.MATCHER, words, tuple(details))


def _about_targets(matcher: Matcher, held: Inventory) -> list[str]:
    meant = [t for t in held.targets if matcher.accepts(t.labels.get(matcher.label, "")) and t.health != "up"]
    if meant:
        return [say_target(target.url, target.health, target.error) for target in meant[:2]]
    pools = [pool for pool in held.pools if matcher.label == "job" and matcher.accepts(pool)]
    without = [pool for pool in pools if not any(target.pool == pool for target in held.targets)]
    return [say_pool(pool, held.pools[pool]) for pool in without[:2]]


def say_target(url: str, health: str, error: str) -> str:
    return f"target {url} is {health}" + (f": {error}" if error else "")


def say_pool(pool: str, dropped: int) -> str:
    if dropped:
        return f"the scrape job {pool} has no target: relabelling dropped {dropped}"
    return f"the scrape job {pool} has no target: nothing was discovered for it"


def _listed(values: Mapping[str, int]) -> str:
    """With their numbers where that tells something."""
    counted = len(values) <= 4 and max(values.values()) > 1
    shown = [
        (_cut(value) if value else "missing") + (f" ({values[value]} series)" if counted else "")
        for value in sorted(values, key=lambda value: (-values[value] if counted else 0, value))
    ]
    rest = len(shown) - MOST_VALUES
    return ", ".join(shown[:MOST_VALUES]) + (f" and {rest} more" if rest > 0 else "")


def _few(values: Iterable[str]) -> str:
    listed = sorted(values)
    return ", ".join(_cut(value) for value in listed[:4]) + (f" and {len(listed) - 4} more" if len(listed) > 4 else "")


def _cut(value: str) -> str:
    return quoted(value if len(value) <= LONGEST else value[: LONGEST - 3] + "...")
