"""Which requests of a shop fail for an error ratio, and which bodies are valid."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest
from pydantic import ValidationError

Load = Callable[[str, str], ModuleType]


@pytest.fixture(scope="session")
def faults(load: Load) -> ModuleType:
    return load("fastapi_prometheus", "shop/faults.py")


@pytest.mark.parametrize(
    ("ratio", "requests", "failed", "longest_run"),
    [
        pytest.param(0, 1000, 0, 1000, id="none"),
        pytest.param(1, 1000, 1000, 0, id="all"),
        pytest.param(0.1, 1000, 100, 9, id="a tenth"),
        pytest.param(0.29, 100, 29, 3, id="29 in a hundred"),
        pytest.param(1 / 3, 100, 33, 3, id="a third"),
        pytest.param(0.7, 10, 7, 1, id="most"),
    ],
)
def test_next_fails_exact_share(faults: ModuleType, ratio: float, requests: int, failed: int, longest_run: int) -> None:
    injector = faults.FaultInjector()
    injector.set_faults(faults.Faults(error_ratio=ratio))
    outcomes = "".join("x" if injector.next_fails() else "." for _ in range(requests))
    assert outcomes.count("x") == failed
    assert max(len(run) for run in outcomes.split("x")) <= longest_run


def test_set_faults_resets_the_share(faults: ModuleType) -> None:
    injector = faults.FaultInjector()
    assert (injector.faults.error_ratio, injector.faults.latency_seconds, injector.next_fails()) == (0, 0, False)
    half = faults.Faults(error_ratio=0.5)
    for _ in range(3):
        injector.set_faults(half)
        assert [injector.next_fails() for _ in range(3)] == [False, True, False]


def test_faults_missing_field_is_zero(faults: ModuleType) -> None:
    assert faults.Faults.model_validate_json("{}") == faults.Faults(error_ratio=0, latency_seconds=0)
    assert faults.Faults.model_validate_json('{"latency_seconds": 30}').latency_seconds == 30


@pytest.mark.parametrize(
    "body",
    [
        "",
        "error_ratio=1",
        "[1]",
        "null",
        "{} {}",
        '{"ratio": 1}',
        '{"error_ratio": 1.1}',
        '{"error_ratio": -0.1}',
        '{"latency_seconds": 31}',
        '{"error_ratio": "1"}',
        '{"error_ratio": true}',
        '{"error_ratio": null}',
        '{"error_ratio": NaN}',
        '{"error_ratio": 1, "latency_seconds": -1}',
    ],
)
def test_faults_invalid_body(faults: ModuleType, body: str) -> None:
    with pytest.raises(ValidationError):
        faults.Faults.model_validate_json(body)
