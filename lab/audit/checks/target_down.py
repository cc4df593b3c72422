"""Targets that are down, with their last error and what it means; and those that were not scraped yet."""

from __future__ import annotations

from collections.abc import Iterator

from lab.audit.context import AuditContext
from lab.audit.model import Finding, FindingClass
from lab.audit.registry import CheckDescription, register
from lab.audit.target_inventory import subject_of, target_inventory, without_credentials
from lab.language.quantities import format_duration
from lab.why.inventory import Inventory, Target
from lab.why.targets import describe_target

_NAME = "target-down"


@register(
    CheckDescription(
        _NAME,
        (FindingClass.MISSING, FindingClass.QUIET, FindingClass.WORKING),
        "Prometheus cannot scrape a target, so that everything it exposes is missing.",
        "The last error of the target says what to change: its address, its port, its TLS or its limits.",
    )
)
def check(context: AuditContext) -> Iterator[Finding]:
    inventory = target_inventory(context.system)
    for target in context.system.targets:
        yield _finding(target, inventory)


def _finding(target: Target, inventory: Inventory) -> Finding:
    subject = subject_of(target)
    if target.health == "up":
        return Finding(_NAME, FindingClass.WORKING, subject, "it is up")
    if target.health != "down":
        interval = f"; its scrape interval is {format_duration(target.interval)}" if target.interval else ""
        return Finding(_NAME, FindingClass.QUIET, subject, f"it has not been scraped yet{interval}")
    # The first line says that it is down, and its error; the others what that means.
    head, *meaning = (without_credentials(line) for line in describe_target(target, inventory))
    error = without_credentials(target.error) or "without an error"
    return Finding(_NAME, FindingClass.MISSING, subject, f"it is down: {error}", (head,), "; ".join(meaning))
