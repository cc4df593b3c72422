"""Samples that a target exposes and metric_relabel_configs drop or rename."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lab.language.relabeling import describe, relabel, source_labels
from lab.why.evaluation import Sample
from lab.why.expression import NAME, Matcher, Selector
from lab.why.inventory import Inventory, Target
from lab.why.model import ExplainContext

_SCRAPED, _KEPT = "scrape_samples_scraped", "scrape_samples_post_metric_relabeling"


def dropped_metric(selector: Selector, ctx: ExplainContext) -> tuple[str, ...]:
    """Of a metric that never had a sample: the rules of metric_relabel_configs that would drop or rename it."""
    name = selector.name
    if name is None:
        return ()
    own = [m for m in selector.labelled if m.label in ("job", "instance")]
    sentences: dict[str, None] = {}
    for target in ctx.inventory.targets:
        if target.health == "up" and all(m.accepts(target.labels.get(m.label, "")) for m in own):
            sentences |= dict.fromkeys(_of_target(name, target, ctx, named=bool(own)))
    return tuple(sentences)


def _of_target(name: str, target: Target, ctx: ExplainContext, *, named: bool) -> Iterator[str]:
    """`named`: the query asks for this target."""
    rules = metric_rules(target.pool, ctx.inventory)
    if not rules:
        return
    exposed = {**target.labels, NAME: name}
    result = relabel(exposed, rules)
    if result.dropped_by is not None:
        rule = rules[result.dropped_by]
        if NAME not in source_labels(rule):
            if named and _value(_KEPT, target, ctx) == 0:
                yield f"metric_relabel_configs of job {target.pool} drop all samples: {describe(rule, result.labels)}"
                yield from _counted(target, ctx)
            return
        yield f"metric_relabel_configs of job {target.pool} drop it where exposed: {describe(rule, result.labels)}"
        yield from _counted(target, ctx)
    elif (renamed := result.labels.get(NAME, "")) != name:
        yield f"metric_relabel_configs of job {target.pool} rename it to {renamed or 'nothing, so it is dropped'}"


def metric_rules(job: str, inventory: Inventory) -> Sequence[Mapping[str, Any]]:
    return inventory.scrape_configs.get(job, {}).get("metric_relabel_configs") or ()


def _counted(target: Target, ctx: ExplainContext) -> Iterator[str]:
    """How many samples of the last scrape were dropped, where values are known."""
    scraped, kept = _value(_SCRAPED, target, ctx), _value(_KEPT, target, ctx)
    if scraped is not None and kept is not None and kept < scraped:
        yield f"target {target.url} exposed {scraped:.0f} samples at the last scrape, {kept:.0f} were kept"


def _value(metric: str, target: Target, ctx: ExplainContext) -> float | None:
    own = tuple(Matcher(label, "=", target.labels[label]) for label in ("job", "instance") if label in target.labels)
    samples: Sequence[Sample] = ctx.result(Selector((Matcher(NAME, "=", metric), *own))).samples
    return samples[0].value if samples else None


def dropped_label(label: str, inventory: Inventory, jobs: Sequence[str]) -> tuple[str, ...]:
    """The rules of these jobs that remove such a label from all samples."""
    sentences = []
    for job in jobs:
        for rule in metric_rules(job, inventory):
            action = str(rule.get("action", "replace"))
            if action in ("labeldrop", "labelkeep") and label not in relabel({label: "x"}, (rule,)).labels:
                pattern = rule.get("regex", "")
                sentences.append(f"metric_relabel_configs of job {job} remove it: {action} {pattern}")
    return tuple(dict.fromkeys(sentences))
