from __future__ import annotations

import pytest

from lab.pytest_items.workers import workers_for

GIB = 1024**3


@pytest.mark.parametrize(
    ("cpus", "memory", "workers"),
    [
        pytest.param(2, 16 * GIB, 6, id="as many as the CPUs carry"),
        pytest.param(2, 6 * GIB, 3, id="as many as the memory holds"),
        pytest.param(2, 1 * GIB, 1, id="one in any case"),
    ],
)
def test_workers_for(cpus: int, memory: float, workers: int) -> None:
    assert workers_for(cpus, memory) == workers
