"""What targets and scrape jobs say about a series that is missing."""

from __future__ import annotations

from collections.abc import Iterable

from lab.language.target_errors import FailedScrape, explain_target_error
from lab.why.collector_ports import why_collector_refuses
from lab.why.dropped_targets import explain_empty_job
from lab.why.expression import Matcher, Selector
from lab.why.inventory import Inventory, Target


def failing_targets(selector: Selector, inventory: Inventory) -> list[str]:
    """Targets and scrape jobs that should expose the metric and were never scraped successfully."""
    matchers = [m for m in selector.labelled if m.label in ("job", "instance")]
    failing = [
        target
        for target in inventory.targets
        if target.health != "up" and _has_labels(target, matchers) and not inventory.has_samples_of(target)
    ]
    details = [line for t in failing[:3] for line in describe_target(t, inventory, "; no scrape of it has succeeded")]
    empty = [pool for pool in inventory.pools if not any(target.pool == pool for target in inventory.targets)]
    jobs = [m for m in matchers if m.label == "job"]
    matching = [pool for pool in empty if all(m.accepts(pool) for m in jobs)]
    return [*details, *(line for pool in matching[:2] for line in explain_empty_job(pool, inventory))]


def _has_labels(target: Target, matchers: Iterable[Matcher]) -> bool:
    return all(matcher.accepts(target.labels.get(matcher.label, "")) for matcher in matchers)


def target_details(matcher: Matcher, inventory: Inventory) -> list[str]:
    targets = [t for t in inventory.targets if matcher.accepts(t.labels.get(matcher.label, "")) and t.health != "up"]
    if targets:
        return [line for target in targets[:2] for line in describe_target(target, inventory)]
    pools = [pool for pool in inventory.pools if matcher.label == "job" and matcher.accepts(pool)]
    empty = [pool for pool in pools if not any(target.pool == pool for target in inventory.targets)]
    return [line for pool in empty[:2] for line in explain_empty_job(pool, inventory)]


def describe_target(target: Target, inventory: Inventory, ending: str = "") -> list[str]:
    """A target with its last error, and what that means."""
    services = tuple(name for name, component in inventory.topology.services.items() if component != "prometheus")
    scrape = FailedScrape(target.error, target.url, target.timeout, services)
    stopped = scrape.host in inventory.stopped
    meaning = "" if stopped else why_collector_refuses(target, inventory) or explain_target_error(scrape)
    return [format_target(target.url, target.health, target.error) + ending, *([meaning] if meaning else [])]


def format_target(url: str, health: str, error: str) -> str:
    return f"target {url} is {health}" + (f": {error}" if error else "")
