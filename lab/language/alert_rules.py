"""Alerting rules, as far as expectations refer to them. `lab.configs.rule_files` reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lab.errors import Place


@dataclass(frozen=True, slots=True)
class AlertRule:
    """An alerting rule. `for_` is its duration in the lab, as written in the file; `place` is that of its name.

    `interval`: how often its group is evaluated, as written in the group or else in the configuration; empty when
    neither says so. `labels` are those that the rule or its group gives each alert, except ones with a template.
    """

    name: str
    for_: str
    place: Place
    interval: str = ""
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __str__(self) -> str:
        """For messages that tell rules of one name apart."""
        labels = ", ".join(f"{name}={value}" for name, value in self.labels.items())
        return f"{self.name}{{{labels}}}" if labels else self.name
