"""What is wrong with the targets whose `up` a comparison filtered out."""

from __future__ import annotations

from collections.abc import Iterator

from lab.why.expression import Expression, Selector, parts
from lab.why.inventory import Inventory, Target
from lab.why.targets import describe_target

MAX_TARGETS = 3


def down_targets(part: Expression, inventory: Inventory) -> tuple[str, ...]:
    """For `up == 1`: the last scrape error of each target that is down."""
    down = list({target.url: target for target in _down(part, inventory)}.values())
    more = [f"and {len(down) - MAX_TARGETS} more targets are down"] if len(down) > MAX_TARGETS else []
    return (*(line for target in down[:MAX_TARGETS] for line in describe_target(target, inventory)), *more)


def _down(part: Expression, inventory: Inventory) -> Iterator[Target]:
    for selector in parts(part):
        if isinstance(selector, Selector) and selector.name == "up":
            for target in inventory.targets:
                if target.health == "down" and all(
                    matcher.accepts(target.labels.get(matcher.label, "")) for matcher in selector.labelled
                ):
                    yield target
