"""Checks which requests of a shop fail when a share of them shall, and which bodies say so."""

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
def test_the_share_is_exact_and_spread(
    faults: ModuleType, ratio: float, requests: int, failed: int, longest_run: int
) -> None:
    trouble = faults.Trouble()
    trouble.become(faults.Faults(error_ratio=ratio))
    outcomes = "".join("x" if trouble.next_fails() else "." for _ in range(requests))
    assert outcomes.count("x") == failed
    assert max(len(run) for run in outcomes.split("x")) <= longest_run


def test_a_new_share_begins_anew(faults: ModuleType) -> None:
    trouble = faults.Trouble()
    assert (trouble.faults.error_ratio, trouble.faults.latency_seconds, trouble.next_fails()) == (0, 0, False)
    half = faults.Faults(error_ratio=0.5)
    for _ in range(3):
        trouble.become(half)
        assert [trouble.next_fails() for _ in range(3)] == [False, True, False]


def test_what_a_body_leaves_out_is_zero(faults: ModuleType) -> None:
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
def test_a_wrong_body_is_refused(faults: ModuleType, body: str) -> None:
    with pytest.raises(ValidationError):
        faults.Faults.model_validate_json(body)
