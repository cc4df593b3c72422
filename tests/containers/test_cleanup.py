"""Taking a lab down; what is removed on a real engine is in test_running."""

from __future__ import annotations

from typing import cast

import pytest

from lab.containers import cleanup
from lab.containers.engine import Engine
from lab.containers.removal import LabObjects


def test_remove_begins_again_when_it_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts: list[str] = []

    def remove_one(engine: Engine, project: str) -> LabObjects:
        attempts.append(project)
        if len(attempts) == 1:
            raise KeyboardInterrupt
        return LabObjects()

    monkeypatch.setattr(cleanup, "_remove_one", remove_one)
    with pytest.raises(KeyboardInterrupt):
        cleanup.remove(cast("Engine", None), "lab-x-1")
    assert attempts == ["lab-x-1", "lab-x-1"]
