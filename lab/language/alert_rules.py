"""Alerting rules, as far as expectations refer to them. `lab.configs.rule_files` reads them."""

from __future__ import annotations

from dataclasses import dataclass

from lab.errors import Place


@dataclass(frozen=True, slots=True)
class AlertRule:
    """An alerting rule. `for_` is its duration in the lab, as written in the file; `place` is that of its name."""

    name: str
    for_: str
    place: Place
