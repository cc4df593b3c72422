"""What `lab check` notes about scenarios on a Compose project: what is another way in the lab."""

from __future__ import annotations

from dataclasses import dataclass, field

from lab.plan.model import LabPlan


@dataclass(slots=True)
class ComposeNotes:
    """The notes of any number of plans, each once for each scenario."""

    _lines: dict[str, None] = field(default_factory=dict)

    def add(self, plan: LabPlan) -> None:
        self._lines.update(dict.fromkeys(f"note: {plan.scenario}: {text}" for text in plan.notes))

    def lines(self) -> tuple[str, ...]:
        return tuple(self._lines)
