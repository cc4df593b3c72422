"""Alerting rules, as far as expectations refer to them. `lab.configs.rule_files` reads them."""

from __future__ import annotations

from dataclasses import dataclass

from lab.errors import Place


@dataclass(frozen=True, slots=True)
class AlertRule:
    """An alerting rule. `for_` is its duration in the lab, as written in the file; `place` is that of its name.

    `interval`: how often its group is evaluated, as written in the group or else in the configuration; empty when
    neither says so.
    """

    name: str
    for_: str
    place: Place
    interval: str = ""
