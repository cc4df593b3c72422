"""Says what components are granted beyond what a scenario may ask for, for `lab check`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lab.language.compose.grants import joined
from lab.plan.model import LabPlan


@dataclass(slots=True)
class Granted:
    """What the components of all plans that were added are granted, by component and reason."""

    _texts: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def add(self, plan: LabPlan) -> None:
        for service in plan.services:
            for grant in service.grants:
                texts = self._texts.setdefault((service.component, grant.reason), [])
                if grant.text not in texts:
                    texts.append(grant.text)

    def lines(self) -> Iterable[str]:
        """One for each component and reason."""
        for (component, reason), texts in sorted(self._texts.items()):
            yield f"granted: {component} {joined(texts)}, because {reason}"
