"""What `lab check` notes about dashboards that are in order: panels that are not asked, and `topk` over a range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lab.expectations.panel_answers import unasked_text
from lab.expectations.panels import PanelsCheck
from lab.plan.model import LabPlan

# As the outermost aggregation: inside of another one its number of series does not show.
_TOP = re.compile(r"\s*(?:sort(?:_desc)?\s*\(\s*)?(topk|bottomk)\b")


@dataclass(slots=True)
class DashboardNotes:
    """The notes of any number of plans, each once."""

    _lines: dict[str, None] = field(default_factory=dict)

    def add(self, plan: LabPlan) -> None:
        for check in plan.checks():
            if isinstance(check.spec, PanelsCheck):
                self._lines.update(dict.fromkeys(_notes(check.spec)))

    def lines(self) -> tuple[str, ...]:
        return tuple(self._lines)


def _notes(check: PanelsCheck) -> Iterator[str]:
    if check.unasked:
        yield f"not asked: {check.dashboard}: {unasked_text(check.unasked)}"
    for query in check.panel_queries:
        top = _TOP.match(query.query)
        if top and query.reduced and not query.instant and query.source == "prometheus":
            yield (
                f"note: {check.dashboard}: panel {query.panel!r} shows every series that {top[1]} ever returned: "
                f"query {query.ref} is asked for the whole time range; mark it as instant"
            )
