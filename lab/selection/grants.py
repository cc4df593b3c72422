"""What `lab check` says beside problems: what components are granted beyond what a scenario may ask for, and what
configurations use that an image built by lab lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lab.errors import Problem
from lab.language.compose.grants import joined
from lab.plan.model import LabPlan


@dataclass(slots=True)
class Granted:
    """Of all plans that were added: what components are granted, by component and reason, and what is lacking."""

    _texts: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _lacks: dict[Problem, None] = field(default_factory=dict)

    def add(self, plan: LabPlan) -> None:
        for service in plan.services:
            self._lacks |= dict.fromkeys(service.lacks)
            for grant in service.grants:
                texts = self._texts.setdefault((service.component, grant.reason), [])
                if grant.text not in texts:
                    texts.append(grant.text)

    def lines(self) -> Iterable[str]:
        """One for each component and reason, then one for each thing that is lacking."""
        for (component, reason), texts in sorted(self._texts.items()):
            yield f"granted: {component} {joined(texts)}, because {reason}"
        for lack in sorted(self._lacks):
            yield f"note: {lack}"
