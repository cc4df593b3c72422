"""What lab check notes about scenarios on a Compose project."""

from __future__ import annotations

import pytest

from lab.selection.compose_notes import ComposeNotes
from tests.plan.planned import planned
from tests.plan.user_compose.projects import planned_shop


def test_lines_have_each_note_once(monkeypatch: pytest.MonkeyPatch) -> None:
    notes = ComposeNotes()
    plan = planned_shop(monkeypatch)
    for one in (plan, plan, planned()):
        notes.add(one)
    assert notes.lines() == tuple(f"note: shop: {note}" for note in plan.notes)
