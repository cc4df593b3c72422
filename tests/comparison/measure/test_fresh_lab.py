"""A fresh lab is removed at the end of its block, also after an error. Real labs: test_against_raw_samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from lab.comparison.measure import fresh_lab as module
from lab.errors import NotReady
from lab.record.event import Event, Phase
from tests.comparison.measure.simulation import lab_at, manual_clock, side_of

SIDE = side_of("pull-vs-push", "pull")
REFUSED = replace(SIDE.plan, scenario="refused")
ANY: Any = None


@pytest.fixture
def removed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The projects that were removed. Starting a lab takes no engine; its only event is a phase."""
    projects: list[str] = []

    def start(plan: Any, engine: Any, settings: Any, clock: Any, project: str) -> Iterator[Event]:
        yield Phase(at_ms=1, name="create", ms=1)
        if plan is REFUSED:
            raise NotReady("api is not ready")
        return lab_at(project, SIDE)

    monkeypatch.setattr(module, "start_lab", start)
    monkeypatch.setattr(module, "remove", lambda engine, project: projects.append(project))
    return projects


def test_fresh_lab_is_removed_after_its_block(removed: list[str]) -> None:
    events: list[Event] = []
    with module.fresh_lab(SIDE.plan, ANY, ANY, manual_clock(), events.append) as lab:
        assert lab.plan is SIDE.plan
        assert removed == []
    assert events == [Phase(at_ms=1, name="create", ms=1)]
    assert removed == [lab.address("api", 8000)]


def test_fresh_lab_is_removed_after_an_error(removed: list[str]) -> None:
    with (
        pytest.raises(ValueError, match="x"),
        module.fresh_lab(SIDE.plan, ANY, ANY, manual_clock(), lambda event: None),
    ):
        raise ValueError("x")
    assert len(removed) == 1


def test_fresh_lab_that_cannot_start_is_removed(removed: list[str]) -> None:
    with (
        pytest.raises(NotReady),
        module.fresh_lab(REFUSED, ANY, ANY, manual_clock(), lambda event: None),
    ):
        pass
    assert len(removed) == 1
