"""The CPU benchmark takes measurable time."""

from __future__ import annotations

from lab.comparison.measure.benchmark import cpu_benchmark_ms


def test_cpu_benchmark_ms() -> None:
    assert cpu_benchmark_ms() > 1
