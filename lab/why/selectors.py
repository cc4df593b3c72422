"""Why a selector returns nothing: the metric never existed, no series has these labels, or the series have ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from lab.language.promql import selector as format_selector
from lab.language.quantities import format_duration
from lab.why.dialects import translations
from lab.why.expression import NAME, Selector, with_name
from lab.why.inventory import SCRAPE_METRICS, Inventory, NamedSeries, Series
from lab.why.matchers import explain_matchers
from lab.why.model import Cause, ExplainContext, Finding, Proposal
from lab.why.nearest import nearest
from lab.why.targets import failing_targets, format_target

ALERTS = ("ALERTS", "ALERTS_FOR_STATE")


def explain_selector(selector: Selector, ctx: ExplainContext) -> tuple[Finding, ...]:
    inventory = ctx.inventory
    if selector.either:
        groups = (replace(selector, matchers=group, either=()) for group in selector.either)
        return tuple(finding for group in groups for finding in explain_selector(group, ctx))
    if not any(True for _ in inventory.metric_names(selector.matchers)):
        return (_explain_never_sent(selector, ctx),)
    selected = inventory.select(selector)
    if not selected:
        return explain_matchers(selector, ctx)
    if selector.shift.offset > 0 or selector.shift.at:
        return (_explain_shift(selector, inventory, selected),)
    if live := sum(series.live for _, series in selected):
        message = f"{selector.bare()} has {live} series by now: they appeared after the query"
        return (Finding(Cause.LATER, message),)
    return _explain_ended(selector, inventory, [series for _, series in selected])


def _explain_never_sent(selector: Selector, ctx: ExplainContext) -> Finding:
    inventory, name = ctx.inventory, selector.name
    since = f"since the lab started {format_age(inventory.taken_at - inventory.started)} ago"
    if name is None:
        matchers = ",".join(str(m) for m in selector.matchers if m.label == NAME)
        message = f"no metric matches {matchers}; {len(inventory.metrics)} metrics had samples {since}"
        return Finding(Cause.NEVER_SENT, message)
    message = f"{format_selector(name, {})} has had no sample {since}"
    if inventory.omitted:
        message += f", or is one of {inventory.omitted} metrics that the record leaves out"
    if name in ALERTS:
        return Finding(Cause.NEVER_SENT, message, _alert_details(selector, inventory))
    if rule := _recording_rule(name, inventory):
        return Finding(Cause.NEVER_SENT, message, (rule,))
    if name.startswith(SCRAPE_METRICS) and not inventory.targets:
        no_target = "Prometheus writes it for each scrape target, and there are no targets"
        return Finding(Cause.NEVER_SENT, message, (no_target, *failing_targets(selector, inventory)))
    translated = translations(name, ctx.dialects, inventory.metrics)
    near = () if translated else nearest(name, inventory.metrics)
    failing = failing_targets(selector, inventory)
    proposals: tuple[Proposal, ...] = ()
    if translated:
        proposals = tuple(Proposal(translation.apply(ctx.query)) for translation in translated)
    elif not failing:
        proposals = tuple(Proposal(with_name(ctx.query, name, other)) for other in near)
    details = [*(translation.describe(ctx.query) for translation in translated), *failing]
    if near:
        details.append(f"did you mean {' or '.join(near)}?")
    return Finding(Cause.NEVER_SENT, message, (*details, *_push_details(inventory)), proposals)


def _recording_rule(name: str, inventory: Inventory) -> str:
    """A sentence about the recording rule of this name; empty when there is none."""
    rule = next((rule for rule in inventory.rules if rule.name == name), None)
    if rule is None:
        return ""
    ending = f": {rule.error}" if rule.error else "; explain that query next"
    return f"it is recorded by a rule, {rule.query}{ending}"


def _push_details(inventory: Inventory) -> tuple[str, ...]:
    if inventory.pools or inventory.targets:
        return ()
    return ("there are no scrape targets here: metrics are pushed, so check the sender", *stopped_services(inventory))


def stopped_services(inventory: Inventory) -> tuple[str, ...]:
    return tuple(f"service {service} is not running: {state}" for service, state in sorted(inventory.stopped.items()))


def _alert_details(selector: Selector, inventory: Inventory) -> tuple[str, ...]:
    matchers = [m for m in selector.labelled if m.label == "alertname"]
    names = tuple(dict.fromkeys(rule.name for rule in inventory.alerts))
    alerts = [name for name in names if all(m.accepts(name) for m in matchers)]
    if alerts:
        return (f"{', '.join(alerts)} is loaded: an alert has series only while it is pending or firing",)
    near = nearest(matchers[0].value, names) if matchers else ()
    return ("no such alerting rule is loaded" + (f"; did you mean {' or '.join(near)}?" if near else ""),)


def _explain_shift(selector: Selector, inventory: Inventory, selected: Sequence[NamedSeries]) -> Finding:
    shift = str(selector.shift).strip()
    message = f"{selector.bare()} has {len(selected)} series, but none at the requested time ({shift})"
    age = inventory.taken_at - inventory.started
    if selector.shift.offset > age:
        message += f": the lab started {format_age(age)} ago"
    return Finding(Cause.TOO_EARLY, message)


def _explain_ended(selector: Selector, inventory: Inventory, ended: Sequence[Series]) -> tuple[Finding, ...]:
    """One finding per job and instance of the series, the last to end first."""
    sources: dict[tuple[str, str], list[Series]] = defaultdict(list)
    for series in ended:
        sources[series.labels.get("job", ""), series.labels.get("instance", "")].append(series)
    latest = sorted(sources.items(), key=lambda source: -max(series.last or 0.0 for series in source[1]))
    return tuple(_explain_ended_source(selector, inventory, job, series) for (job, _), series in latest[:3])


def _explain_ended_source(selector: Selector, inventory: Inventory, job: str, ended: Sequence[Series]) -> Finding:
    last = max((series.last for series in ended if series.last is not None), default=None)
    age = inventory.taken_at - last if last is not None else None
    when = f"the last sample is {format_age(age)} old" if age is not None else "its samples are older"
    message = f"{selector.bare()} had {len(ended)} series and has none now: {when}"
    name = selector.name or ""
    if name in ALERTS:
        return Finding(Cause.ENDED, message, _alert_details(selector, inventory))
    if rule := _recording_rule(name, inventory):
        return Finding(Cause.ENDED, message, (rule,))
    stopped = stopped_services(inventory)
    target = inventory.target_of(ended[0])
    if target is not None and target.health == "down":
        error = format_target(target.url, target.health, target.error)
        return Finding(Cause.STALE, message, (error, "a failed scrape ends all series of its target at once", *stopped))
    if target is not None:
        return Finding(Cause.ENDED, message, (f"target {target.url} is {target.health}, but no longer exposes them",))
    if job in inventory.pools:
        return Finding(Cause.ENDED, message, (f"scrape job {job} no longer has this target", *stopped))
    cause = Cause.LOOKBACK if age is None or age >= inventory.lookback else Cause.ENDED
    lookback = format_duration(inventory.lookback)
    no_target = f"no target has {f'job {job}' if job else 'their labels'}"
    pushed = f"{no_target}: queries return pushed series for {lookback} after their last sample"
    return Finding(cause, message, (pushed, *stopped))


def format_age(seconds: float) -> str:
    """12 s, 2 min 5 s, 3 h 0 min."""
    whole = round(seconds)
    if seconds < 9.95:
        return f"{max(seconds, 0.0):.1f} s"
    if whole < 120:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 120:
        return f"{minutes} min" + (f" {rest} s" if rest and minutes < 10 else "")
    return f"{minutes // 60} h {minutes % 60} min"
