"""Notes of `lab check` about dashboards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.dashboards.panel_queries import PanelQuery, Unasked
from lab.expectations.panels import PanelsCheck
from lab.selection.dashboard_notes import DashboardNotes
from tests.plan.planned import planned

TOP = PanelQuery("Busiest", "A", "topk(1, up)", reduced=True)


def lines(*queries: PanelQuery, unasked: tuple[Unasked, ...] = ()) -> tuple[str, ...]:
    plan = planned()
    check = replace(plan.checks()[0], spec=PanelsCheck("d.json", queries, unasked=unasked))
    notes = DashboardNotes()
    for _ in range(2):
        notes.add(replace(plan, steps=(replace(plan.steps[0], wait=(), throughout=(), expect=(check,)),)))
    return notes.lines()


def test_lines_of_top_over_a_range() -> None:
    assert lines(TOP) == (
        "note: d.json: panel 'Busiest' shows every series that topk ever returned: query A is asked for the whole time "
        "range; mark it as instant",
    )


@pytest.mark.parametrize(
    "query",
    [
        replace(TOP, instant=True),
        replace(TOP, reduced=False),
        replace(TOP, query="sum(topk(1, up))"),
        replace(TOP, source="loki"),
    ],
)
def test_lines_of_nothing(query: PanelQuery) -> None:
    assert lines(query) == ()


def test_lines_of_what_is_not_asked() -> None:
    unasked = (Unasked("Traces", "its data source is of type tempo"), Unasked("Logs", "the lab has no loki"))
    assert lines(unasked=unasked) == (
        "not asked: d.json: 1 panel because its data source is of type tempo (Traces), 1 panel because the lab has no "
        "loki (Logs)",
    )
