"""Why a metric has never had a sample: misspelt, of another instrumentation, or nobody sends it."""

from __future__ import annotations

from collections.abc import Iterator

from lab.language.counting import count
from lab.language.promql import selector as format_selector
from lab.why.attributes import TARGET_INFO
from lab.why.dialects import Translation, translations
from lab.why.dropped_samples import dropped_metric
from lab.why.ended import format_age, stopped_services
from lab.why.expression import (
    NAME,
    Binary,
    Call,
    Constant,
    Expression,
    Matcher,
    Selector,
    Window,
    parts,
    with_name,
    with_part,
)
from lab.why.inventory import SCRAPE_METRICS, Inventory
from lab.why.metric_types import metric_type
from lab.why.model import Cause, ExplainContext, Finding, Proposal
from lab.why.nearest import nearest
from lab.why.refused_samples import describe_refused
from lab.why.senders import missing_sender, related
from lab.why.target_info import why_no_target_info
from lab.why.targets import failing_targets
from lab.why.units import Conversion, factor, unit_of
from lab.why.unselected import of_job, of_rule

RELOAD_S = 15.0  # the age of a lab up to which discovered targets may not be applied yet
MAX_REFUSED = 2  # targets whose samples the store refuses


_QUANTILE_S = 300.0  # the window of a proposed quantile


def explain_never_sent(selector: Selector, ctx: ExplainContext) -> tuple[Finding, ...]:
    """Empty when the metric exists."""
    inventory, name = ctx.inventory, selector.name
    if any(True for _ in inventory.metric_names(selector.matchers)):
        return ()
    age = format_age(inventory.taken_at - inventory.started)
    since = f"in the last {age}" if inventory.searched else f"since the lab started {age} ago"
    if name is None:
        matchers = ",".join(str(m) for m in selector.matchers if m.label == NAME)
        message = f"no metric matches {matchers}; {count(len(inventory.metrics), 'metric')} had samples {since}"
        return (Finding(Cause.NEVER_SENT, message),)
    message = f"{format_selector(name, {})} has had no sample {since}"
    if inventory.omitted:
        message += f", or is one of {inventory.omitted} metrics that the record leaves out"
    if rule := _recorded(name, message, ctx):
        return (rule,)
    left_out = of_job(selector.labelled, inventory.unselected)
    if name.startswith(SCRAPE_METRICS) and not inventory.targets:
        no_target = "Prometheus writes it for each scrape target, and there are no targets"
        details = [*left_out, *_not_applied(inventory), no_target, *failing_targets(selector, inventory)]
        return (Finding(Cause.NEVER_SENT, message, tuple(details)),)
    if hyphenated := _hyphenated(name, ctx.query, inventory):
        part, joined = hyphenated
        hint = f"names have no hyphens: `-` subtracts. Did you mean {joined}?"
        better = Proposal(with_part(ctx.query, part, Selector((Matcher(NAME, "=", joined),))))
        return (Finding(Cause.NEVER_SENT, message, (hint,), (better,)),)
    if quantile := _quantile_of_histogram(selector, ctx):
        return (Finding(Cause.NEVER_SENT, message, *quantile),)
    translated = translations(name, ctx.dialects, inventory.metrics)
    near = () if translated else _near(name, inventory)
    names_job = any(matcher.label == "job" for matcher in selector.labelled)
    # The first detail is the one that reports show.
    details = left_out if names_job else []
    details += [translation.describe(ctx.query) for translation in translated]
    details += dropped_metric(selector, ctx)
    if near:
        details.append(f"did you mean {' or '.join(near)}?")
    if not translated:
        details += missing_sender(name, inventory)
    if name == TARGET_INFO:
        details += why_no_target_info(inventory)
    if ":" not in name:  # nobody sends what a rule records
        details += [*_summary(name, inventory), *_delta(inventory)]
        details += [*failing_targets(selector, inventory), *_push_details(inventory)]
        details += describe_refused(inventory.refused[:MAX_REFUSED])
        details += [] if names_job else left_out
    else:
        details += of_rule(None, name, inventory.unselected)
    proposals = [_translated(translation, ctx) for translation in translated] or [
        _renamed(name, other, ctx) for other in near
    ]
    return (Finding(Cause.NEVER_SENT, message, tuple(details), tuple(proposals)),)


def _recorded(name: str, message: str, ctx: ExplainContext) -> Finding | None:
    """For the name of a recording rule."""
    rule = next((rule for rule in ctx.inventory.rules if rule.name == name), None)
    if rule is None:
        return None
    if rule.error:
        return Finding(Cause.NEVER_SENT, message, (f"it is recorded by a rule, {rule.query}: {rule.error}",))
    inner = ctx.explain_query(rule.query)
    recorded = f"it is recorded by a rule, {rule.query}"
    if not inner:
        return Finding(Cause.NEVER_SENT, message, (f"{recorded}; explain that query next",))
    return Finding(
        Cause.NEVER_SENT, message, (f"{recorded}, which returns nothing: {inner[0].message}", *inner[0].details)
    )


def _near(name: str, inventory: Inventory) -> tuple[str, ...]:
    """Names that are nearly the same, without those that measure something else."""
    recorded = ":" in name  # by a rule: what is scraped has no colon
    near = nearest(name, [other for other in related(name, inventory.metrics) if (":" in other) == recorded])
    counter = name.endswith("_total")
    return tuple(
        other
        for other in near
        if factor(unit_of(name), unit_of(other)) is not None
        and not (counter and metric_type(other, inventory) == "gauge")
    )


def _translated(translation: Translation, ctx: ExplainContext) -> Proposal:
    old, new = translation.units
    units = (old, new) if old and new else (unit_of(translation.old), unit_of(translation.new))
    query, note = _conversion(translation.new, *units, ctx.inventory).apply(translation.apply(ctx.query))
    return Proposal(query, note)


def _renamed(name: str, other: str, ctx: ExplainContext) -> Proposal:
    conversion = _conversion(other, unit_of(name), unit_of(other), ctx.inventory)
    return Proposal(*conversion.apply(with_name(ctx.query, name, other)))


def _conversion(name: str, old: str, new: str, inventory: Inventory) -> Conversion:
    bounds = {series.labels.get("le", "") for series in inventory.metrics[name].series} - {""}
    return Conversion((name,), old, new, tuple(sorted(bounds)))


def _hyphenated(name: str, query: Expression, inventory: Inventory) -> tuple[Binary, str] | None:
    """`my-metric` is a subtraction in PromQL: the part of the query, and the name that exists."""
    for part in parts(query):
        if isinstance(part, Binary) and part.op == "-":
            sides = _subtracted(part)
            joined = "_".join(sides)
            if name in sides and joined in inventory.metrics:
                return part, joined
    return None


def _subtracted(part: Expression) -> list[str]:
    """The names of `a - b - c`; nothing where a part is no name."""
    if isinstance(part, Selector):
        return [part.name] if part.name and not part.labelled else []
    if not isinstance(part, Binary) or part.op != "-":
        return []
    left, right = _subtracted(part.left), _subtracted(part.right)
    return [*left, *right] if left and right else []


def _quantile_of_histogram(
    selector: Selector, ctx: ExplainContext
) -> tuple[tuple[str, ...], tuple[Proposal, ...]] | None:
    """`x{quantile="0.9"}` of a histogram, whose quantiles are computed from its buckets: details and proposals."""
    buckets = f"{selector.name}_bucket"
    quantile = next((m for m in selector.labelled if m.label == "quantile" and m.op == "="), None)
    if quantile is None or buckets not in ctx.inventory.metrics:
        return None
    matchers = (Matcher(NAME, "=", buckets), *(m for m in selector.labelled if m != quantile))
    rate = Call("rate", (Window(Selector(matchers, selector.shift), _QUANTILE_S),))
    computed = Call("histogram_quantile", (Constant(quantile.value), rate))
    hint = f"{selector.name} is a histogram: it has buckets, from which histogram_quantile computes quantiles"
    return (hint,), (Proposal(with_part(ctx.query, selector, computed)),)


def _summary(name: str, inventory: Inventory) -> Iterator[str]:
    """Buckets asked of a summary, which has quantiles instead."""
    base = name.removesuffix("_bucket")
    metric = inventory.metrics.get(base)
    if base != name and metric is not None and any("quantile" in series.labels for series in metric.series):
        yield f"{base} is a summary: it has no buckets, its quantiles are {base} with the label quantile"


def _delta(inventory: Inventory) -> Iterator[str]:
    """Prometheus stores cumulative values only; the `prometheus` exporter of a Collector adds deltas up."""
    for one in inventory.topology.applications:
        collector = inventory.topology.collector(one.sends_to)
        if one.temporality in ("delta", "lowmemory") and not (collector is not None and collector.prometheus):
            yield (
                f"{one.service} sends delta temporality, which Prometheus refuses: use cumulative, the feature flag "
                "otlp-deltatocumulative, or the delta_to_cumulative processor of a Collector"
            )


def _not_applied(inventory: Inventory) -> tuple[str, ...]:
    """Prometheus applies the targets that it has discovered only now and then."""
    age = inventory.taken_at - inventory.started
    if inventory.targets or any(inventory.pools.values()) or not inventory.scrape_configs or age > RELOAD_S:
        return ()
    return ("no scrape job has targets yet: Prometheus applies them every --scrape.discovery-reload-interval (5s)",)


def _push_details(inventory: Inventory) -> tuple[str, ...]:
    if inventory.pools or inventory.targets or inventory.scrape_configs:
        return _not_applied(inventory)
    return ("there are no scrape targets here: metrics are pushed, so check the sender", *stopped_services(inventory))
