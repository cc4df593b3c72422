"""Checks what the batch job reads from its environment and its callers, without its runs."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest

Load = Callable[[str, str], ModuleType]


def test_it_runs_without_being_told_anything(load: Load) -> None:
    module = load("batch_job", "job/order.py")
    assert module.read_order({}) == module.Order("http://pushgateway:9091", "nightly_report", "batch-1", 2.0, 250)


def test_what_is_asked_for_is_done(load: Load) -> None:
    module = load("batch_job", "job/order.py")
    asked = {"PUSHGATEWAY": "http://gate:1", "JOB": "backup", "INSTANCE": "b", "EVERY": "0.5", "RECORDS": "7"}
    assert module.read_order(asked) == module.Order("http://gate:1", "backup", "b", 0.5, 7)
    assert module.read_order({"EVERY": "0"}).every == 0


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"EVERY": "often"}, "EVERY='often': expected seconds from 0 on"),
        ({"EVERY": "-1"}, "EVERY='-1'"),
        ({"EVERY": "inf"}, "EVERY='inf'"),
        ({"EVERY": "nan"}, "EVERY='nan'"),
        ({"RECORDS": "1.5"}, "RECORDS='1.5': expected a whole number from 0 on"),
    ],
)
def test_a_value_it_cannot_use_is_refused(load: Load, environment: dict[str, str], reason: str) -> None:
    module = load("batch_job", "job/order.py")
    with pytest.raises(module.Unusable, match=reason):
        module.read_order(environment)


def test_runs_are_counted_by_outcome_and_the_unreported_besides(load: Load) -> None:
    runs = load("batch_job", "job/runs.py").Runs()
    for succeeded, pushed in ((True, True), (True, False), (False, True)):
        runs.add(succeeded=succeeded, pushed=pushed)
    assert runs.counts() == {"succeeded": 2, "failed": 1, "not_pushed": 1}


@pytest.mark.parametrize("body", [b'{"succeeds": true}', b'{"succeeds": false}'])
def test_an_outcome_is_read(load: Load, body: bytes) -> None:
    assert load("batch_job", "job/runs.py").read_outcome(body) is (b"true" in body)


@pytest.mark.parametrize(
    "body", [b"", b"false", b"{}", b'{"succeeds": 1}', b'{"succeeds": null}', b'{"succeeds": true, "x": 1}', b"\xff"]
)
def test_a_body_that_says_no_outcome_is_refused(load: Load, body: bytes) -> None:
    module = load("batch_job", "job/runs.py")
    with pytest.raises(module.NotAnOutcome, match="expected"):
        module.read_outcome(body)
