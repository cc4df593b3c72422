from __future__ import annotations

import pytest

from lab.pytest_items.workers import workers_for

GIB = 1024**3


@pytest.mark.parametrize(
    ("cpus", "memory", "workers"),
    [
        pytest.param(2, 16 * GIB, 4, id="limited by CPUs"),
        pytest.param(2, 6 * GIB, 3, id="limited by memory"),
        pytest.param(2, 1 * GIB, 1, id="at least one"),
    ],
)
def test_workers_for(cpus: int, memory: float, workers: int) -> None:
    assert workers_for(cpus, memory) == workers
