"""Why a selector finds nothing: the metric was never sent, no series has these labels, or the series have ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from lab.language.promql import selector as spelled
from lab.language.quantities import spell_duration
from lab.why.expression import NAME, Expression, Matcher, Selector, with_name
from lab.why.finding import Finding, Inquiry, Kind
from lab.why.inventory import OF_THE_SCRAPE, Inventory, Series, Target
from lab.why.nearest import nearest
from lab.why.translation import translations
from lab.why.values import nothing_matches, say_pool, say_target

ALERTS = ("ALERTS", "ALERTS_FOR_STATE")


def why_nothing(selector: Selector, inquiry: Inquiry) -> tuple[Finding, ...]:
    held = inquiry.held
    if selector.either:
        parts = (replace(selector, matchers=group, either=()) for group in selector.either)
        return tuple(finding for part in parts for finding in why_nothing(part, inquiry))
    if not any(True for _ in held.named(selector.matchers)):
        return (_never_sent(selector, inquiry),)
    found = held.found(selector)
    if not found:
        return nothing_matches(selector, inquiry)
    if selector.shift.offset > 0 or selector.shift.at:
        return (_before(selector, held, found),)
    if any(each.there for _, each in found):
        number = sum(each.there for _, each in found)
        return (Finding(Kind.LATER, f"{selector.bare()} has {number} series by now: they came after it was asked"),)
    return _ended(selector, held, [each for _, each in found])


def _never_sent(selector: Selector, inquiry: Inquiry) -> Finding:
    held, name = inquiry.held, selector.name
    since = f"since the lab started {ago(held.asked - held.started)} ago"
    if name is None:
        wanted = ",".join(str(m) for m in selector.matchers if m.label == NAME)
        return Finding(Kind.NEVER_SENT, f"no metric has {wanted}; {len(held.metrics)} were sent {since}")
    words = f"{spelled(name, {})} was never sent {since}"
    if held.omitted:
        words += f", or is among the {held.omitted} metrics that the record has no room for"
    if name in ALERTS:
        return Finding(Kind.NEVER_SENT, words, _about_alerts(selector, held))
    if rule := _rule(name, held):
        return Finding(Kind.NEVER_SENT, words, (rule,))
    if name.startswith(OF_THE_SCRAPE) and not held.targets:
        none = "Prometheus makes it for each target that it scrapes, and it has none here"
        return Finding(Kind.NEVER_SENT, words, (none, *_suspects(selector, held)))
    meant = translations(name, inquiry.dialects, held.metrics)
    near = () if meant else nearest(name, held.metrics)
    details = [each.told(inquiry.whole) for each in meant]
    targets = _suspects(selector, held)
    instead: Expression | None = None
    if meant:
        instead = meant[0].applied(inquiry.whole)
    elif near and not targets:
        instead = with_name(inquiry.whole, name, near[0])
    details += targets
    if near:
        details.append(f"did you mean {' or '.join(near)}?")
    return Finding(Kind.NEVER_SENT, words, (*details, *_about_push(held)), instead)


def _rule(name: str, held: Inventory) -> str:
    """What makes it, when that is a recording rule."""
    rule = next((rule for rule in held.rules if rule.name == name), None)
    if rule is None:
        return ""
    said = f": {rule.error}" if rule.error else "; ask why that is nothing"
    return f"a recording rule makes it, {rule.query}{said}"


def _suspects(selector: Selector, held: Inventory) -> list[str]:
    """The targets that never delivered anything, and would have to be asked for it."""
    wanted = [m for m in selector.labelled if m.label in ("job", "instance")]
    suspects = [
        target
        for target in held.targets
        if target.health != "up" and _meant(target, wanted) and not held.delivered(target)
    ]
    words = [f"{say_target(t.url, t.health, t.error)}; nothing ever came from it" for t in suspects[:3]]
    empty = [pool for pool in held.pools if not any(target.pool == pool for target in held.targets)]
    jobs = [m for m in wanted if m.label == "job"]
    return words + [say_pool(pool, held.pools[pool]) for pool in empty if all(m.accepts(pool) for m in jobs)][:2]


def _meant(target: Target, wanted: Iterable[Matcher]) -> bool:
    return all(matcher.accepts(target.labels.get(matcher.label, "")) for matcher in wanted)


def _about_push(held: Inventory) -> tuple[str, ...]:
    if held.pools or held.targets:
        return ()
    words = "nothing is scraped here: what is pushed has no target that could be down, so look at what sends it"
    return (words, *stopped(held))


def stopped(held: Inventory) -> tuple[str, ...]:
    return tuple(f"service {service} does not run: {how}" for service, how in sorted(held.stopped.items()))


def _about_alerts(selector: Selector, held: Inventory) -> tuple[str, ...]:
    wanted = [m for m in selector.labelled if m.label == "alertname"]
    known = [name for name in held.alerts if all(m.accepts(name) for m in wanted)]
    if known:
        return (f"{', '.join(known)} is loaded: an alert has series only while it is pending or firing",)
    near = nearest(wanted[0].value, held.alerts) if wanted else ()
    return ("no such alerting rule is loaded" + (f"; did you mean {' or '.join(near)}?" if near else ""),)


def _before(selector: Selector, held: Inventory, found: Sequence[tuple[str, Series]]) -> Finding:
    number = len(found)
    words = f"{selector.bare()} has {number} series, but none at the time asked for ({str(selector.shift).strip()})"
    age = held.asked - held.started
    if selector.shift.offset > age:
        words += f": the lab started {ago(age)} ago"
    return Finding(Kind.TOO_EARLY, words)


def _ended(selector: Selector, held: Inventory, found: Sequence[Series]) -> tuple[Finding, ...]:
    """One finding for each source that the series came from, the one that ended last first."""
    sources: dict[tuple[str, str], list[Series]] = defaultdict(list)
    for each in found:
        sources[each.labels.get("job", ""), each.labels.get("instance", "")].append(each)
    newest = sorted(sources.items(), key=lambda source: -max(each.last or 0.0 for each in source[1]))
    return tuple(_ended_source(selector, held, job, several) for (job, _), several in newest[:3])


def _ended_source(selector: Selector, held: Inventory, job: str, found: Sequence[Series]) -> Finding:
    last = max((each.last for each in found if each.last is not None), default=None)
    age = held.asked - last if last is not None else None
    when = f"the last sample is {ago(age)} old" if age is not None else "its samples are from earlier"
    words = f"{selector.bare()} had {len(found)} series and has none now: {when}"
    name = selector.name or ""
    if name in ALERTS:
        return Finding(Kind.ENDED, words, _about_alerts(selector, held))
    if rule := _rule(name, held):
        return Finding(Kind.ENDED, words, (rule,))
    target = held.target_of(found[0])
    if target is not None and target.health == "down":
        error = say_target(target.url, target.health, target.error)
        at_once = "a scrape that fails ends all series of its target at once"
        return Finding(Kind.STALE, words, (error, at_once, *stopped(held)))
    if target is not None:
        return Finding(Kind.ENDED, words, (f"target {target.url} is {target.health}, but no longer shows them",))
    if job in held.pools:
        return Finding(Kind.ENDED, words, (f"the scrape job {job} has no such target any more", *stopped(held)))
    kind = Kind.LOOKBACK if age is None or age >= held.lookback else Kind.ENDED
    return Finding(kind, words, (_about_pushed(job, held), *stopped(held)))


def _about_pushed(job: str, held: Inventory) -> str:
    pushed = f"nothing scrapes job {job}" if job else "nothing scrapes them"
    lookback = spell_duration(held.lookback)
    return f"{pushed}: pushed series have no target, and are found for {lookback} after their last sample"


def ago(seconds: float) -> str:
    """12 s, 2 min 5 s, 3 h: as exactly as anybody wants it."""
    whole = round(seconds)
    if seconds < 9.95:
        return f"{max(seconds, 0.0):.1f} s"
    if whole < 120:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 120:
        return f"{minutes} min" + (f" {rest} s" if rest and minutes < 10 else "")
    return f"{minutes // 60} h {minutes % 60} min"
