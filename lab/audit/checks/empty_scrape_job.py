"""Scrape jobs without targets: service discovery found none, or relabeling dropped all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lab.audit.context import AuditContext
from lab.audit.model import Finding, FindingClass, Subject
from lab.audit.registry import CheckDescription, register
from lab.audit.system import System
from lab.audit.target_inventory import target_inventory, without_credentials
from lab.language.relabeling import relabel, source_labels
from lab.why.dropped_targets import explain_empty_job
from lab.why.inventory import DroppedTarget, Inventory

_NAME = "empty-scrape-job"
_CHOSEN = ("annotation", "label", "tag")  # in a discovered label that people set on what they want scraped


@register(
    CheckDescription(
        _NAME,
        (FindingClass.MISSING, FindingClass.BY_DESIGN, FindingClass.WORKING),
        "A scrape job has no targets: service discovery found none, or relabeling dropped all of them.",
        "Correct the discovery or the rule of `relabel_configs` that drops them, or remove the job.",
    )
)
def check(context: AuditContext) -> Iterator[Finding]:
    system = context.system
    used = {target.pool for target in system.targets}
    inventory = target_inventory(system)
    for job in system.pools:
        subject = Subject("scrape job", job)
        if job in used:
            yield Finding(_NAME, FindingClass.WORKING, subject, "it has targets")
        elif _is_opt_in(job, system):
            message = "it has no targets: none that service discovery found asks to be scraped by it"
            yield Finding(_NAME, FindingClass.BY_DESIGN, subject, message, _explained(job, inventory))
        else:
            head, *details = _explained(job, inventory)
            message = "it has no targets: " + head.partition(" has no targets: ")[2]
            yield Finding(_NAME, FindingClass.MISSING, subject, message, tuple(details), _fix(system.pools[job]))


def _explained(job: str, inventory: Inventory) -> tuple[str, ...]:
    return tuple(map(without_credentials, explain_empty_job(job, inventory)))


def _fix(dropped: int) -> str:
    if dropped:
        return "correct the rule that drops them, or remove the job"
    return "correct its service discovery: what it looks for is not there, or may not be read; or remove the job"


def _is_opt_in(job: str, system: System) -> bool:
    """Whether all dropped targets that are known lack what people set on those that they want scraped."""
    dropped = [target for target in system.dropped if target.pool == job]
    rules = system.scrape_configs.get(job, {}).get("relabel_configs") or ()
    return bool(dropped) and all(_was_not_chosen(target, rules) for target in dropped)


def _was_not_chosen(target: DroppedTarget, rules: Sequence[Mapping[str, Any]]) -> bool:
    index = relabel(target.discovered, rules).dropped_by
    if index is None or str(rules[index].get("action", "")).lower() != "keep":
        return False
    sources = source_labels(rules[index])
    return bool(sources) and all(
        source.startswith("__meta_") and any(word in source for word in _CHOSEN) and not target.discovered.get(source)
        for source in sources
    )
