"""Why series that once existed have ended: their target, their sender, or the series themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from lab.language.counting import count
from lab.language.quantities import format_duration
from lab.why.expression import Selector
from lab.why.inventory import Inventory, Series, Target
from lab.why.model import Cause, ExplainContext, Finding
from lab.why.paths import collector_of, host_of, pushed
from lab.why.targets import describe_target

MAX_SOURCES = 3


def explain_ended(selector: Selector, ctx: ExplainContext) -> tuple[Finding, ...]:
    """One finding per job and instance of the series, the last to end first; empty when there were no series."""
    sources: dict[tuple[str, ...], list[Series]] = defaultdict(list)
    for _, series in ctx.inventory.select(selector):
        labels = ("job", "instance", "exported_job", "exported_instance")
        sources[tuple(series.labels.get(label, "") for label in labels)].append(series)
    latest = sorted(sources.values(), key=lambda ended: -max(series.last or 0.0 for series in ended))
    findings = (_explain_source(selector, ended, ctx) for ended in latest[:MAX_SOURCES])
    return tuple(findings)


def _explain_source(selector: Selector, ended: Sequence[Series], ctx: ExplainContext) -> Finding:
    inventory = ctx.inventory
    last = max((series.last for series in ended if series.last is not None), default=None)
    age = inventory.taken_at - last if last is not None else None
    when = f"the last sample is {format_age(age)} old" if age is not None else "its samples are older"
    message = f"{selector.bare()} had {count(len(ended), 'series')} and has none now: {when}"
    if rule := next((rule for rule in inventory.rules if rule.name == selector.name), None):
        inner = ctx.explain_query(rule.query)
        reason = (inner[0].message, *inner[0].details) if inner else ()
        return Finding(Cause.ENDED, message, (f"it is recorded by a rule, {rule.query}", *reason))
    job = ended[0].labels.get("job", "")
    stopped = stopped_services(inventory)
    target = inventory.target_of(ended[0])
    if target is not None and target.health == "down":
        error = describe_target(target, inventory)
        return Finding(
            Cause.STALE, message, (*error, "a failed scrape ends all series of its target at once", *stopped)
        )
    if target is not None:
        return Finding(Cause.ENDED, message, tuple(_of_live_target(target, ended[0], inventory)))
    if job in inventory.pools:
        return Finding(Cause.ENDED, message, (f"scrape job {job} no longer has this target", *stopped))
    cause = Cause.LOOKBACK if age is None or age >= inventory.lookback else Cause.ENDED
    lookback = format_duration(inventory.lookback)
    no_target = f"no target has {f'job {job}' if job else 'their labels'}"
    pushed_series = f"{no_target}: queries return pushed series for {lookback} after their last sample"
    return Finding(cause, message, (*stopped, pushed_series))


def _of_live_target(target: Target, series: Series, inventory: Inventory) -> Iterator[str]:
    """A Collector is up whatever becomes of the applications behind it."""
    collector = collector_of(target, inventory)
    name = series.labels.get("exported_job", "")
    one = next((one for one in pushed(inventory) if one.name == name), None)
    if collector is None or one is None:
        yield f"target {target.url} is {target.health}, but no longer exposes them"
        yield from stopped_services(inventory)
        return
    state = inventory.stopped.get(one.service)
    yield (
        f"service {one.service} is not running: {state}"
        if state
        else f"{one.name} no longer sends them to {collector.service}"
    )
    expiration = next(
        (
            str(settings["metric_expiration"])
            for settings in collector.prometheus.values()
            if settings and settings.get("metric_expiration")
        ),
        "5m by default",
    )
    yield (
        f"{collector.service} exposes the last values of an application for metric_expiration ({expiration}) after "
        f"the last export, and then drops them; its own target, {host_of(target)}, stays up"
    )


def stopped_services(inventory: Inventory) -> tuple[str, ...]:
    return tuple(f"service {service} is not running: {state}" for service, state in sorted(inventory.stopped.items()))


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
