"""Targets that service discovery found and relabeling dropped: which rule, and what it saw."""

from __future__ import annotations

from collections.abc import Iterator

from lab.language.counting import count
from lab.language.promql import quoted
from lab.language.relabeling import describe, relabel
from lab.why.forbidden import explain_forbidden
from lab.why.inventory import DroppedTarget, Inventory

MAX_TARGETS = 2  # described for each job
MAX_LABELS = 6  # of a target, besides its address
_INTERNAL = ("__scrape_", "__always_", "__convert_", "__metrics_path__", "__scheme__", "__address__", "job")


def explain_empty_job(job: str, inventory: Inventory) -> tuple[str, ...]:
    """Why a scrape job has no target."""
    number = inventory.pools.get(job, 0)
    if not number:
        refused = explain_forbidden(inventory.scrape_configs.get(job, {}), inventory.forbidden)
        return (f"scrape job {job} has no targets: service discovery found none", *refused)
    head = f"scrape job {job} has no targets: service discovery found {count(number, 'target')}, relabeling dropped "
    dropped = [target for target in inventory.dropped if target.pool == job]
    described = dict.fromkeys(line for target in dropped[:MAX_TARGETS] for line in _described(target, inventory))
    first, *others = (head + ("it" if number == 1 else "all"), *described)
    return ("; ".join([first, *others[:1]]), *others[1:])


def _described(target: DroppedTarget, inventory: Inventory) -> Iterator[str]:
    address = target.discovered.get("__address__", "")
    rules = inventory.scrape_configs.get(target.pool, {}).get("relabel_configs") or ()
    relabeled = relabel(target.discovered, rules)
    if relabeled.dropped_by is not None:
        rule = rules[relabeled.dropped_by]
        number = f"rule {relabeled.dropped_by + 1} of relabel_configs" if len(rules) > 1 else "relabel_configs"
        yield f"{address} was dropped by {number}: {describe(rule, relabeled.labels)}"
    elif not relabeled.labels.get("__address__"):
        yield f"{address} was dropped: relabel_configs leave it without __address__"
    else:
        yield f"{address} was dropped"
    shown = [name for name in sorted(target.discovered) if not name.startswith(_INTERNAL)]
    if shown:
        more = f" and {len(shown) - MAX_LABELS} more" if len(shown) > MAX_LABELS else ""
        labels = ", ".join(f"{name}={quoted(target.discovered[name])}" for name in shown[:MAX_LABELS])
        yield f"its discovered labels: {labels}{more}"
    else:
        yield "its discovered labels: none besides job and __address__"
