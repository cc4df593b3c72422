"""The settings, outcomes and counts of the batch job, without its runs."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest

Load = Callable[[str, str], ModuleType]


def test_read_settings_defaults(load: Load) -> None:
    module = load("batch_job", "job/settings.py")
    assert module.read_settings({}) == module.Settings("http://pushgateway:9091", "nightly_report", "batch-1", 2.0, 250)


def test_read_settings(load: Load) -> None:
    module = load("batch_job", "job/settings.py")
    environment = {"PUSHGATEWAY": "http://gate:1", "JOB": "backup", "INSTANCE": "b", "EVERY": "0.5", "RECORDS": "7"}
    assert module.read_settings(environment) == module.Settings("http://gate:1", "backup", "b", 0.5, 7)
    assert module.read_settings({"EVERY": "0"}).every == 0


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
def test_read_settings_invalid(load: Load, environment: dict[str, str], reason: str) -> None:
    module = load("batch_job", "job/settings.py")
    with pytest.raises(module.InvalidSetting, match=reason):
        module.read_settings(environment)


def test_runs_counts(load: Load) -> None:
    runs = load("batch_job", "job/runs.py").Runs()
    for succeeded, pushed in ((True, True), (True, False), (False, True)):
        runs.add(succeeded=succeeded, pushed=pushed)
    assert runs.counts() == {"succeeded": 2, "failed": 1, "not_pushed": 1}


@pytest.mark.parametrize("body", [b'{"succeeds": true}', b'{"succeeds": false}'])
def test_read_outcome(load: Load, body: bytes) -> None:
    assert load("batch_job", "job/runs.py").read_outcome(body) is (b"true" in body)


@pytest.mark.parametrize(
    "body", [b"", b"false", b"{}", b'{"succeeds": 1}', b'{"succeeds": null}', b'{"succeeds": true, "x": 1}', b"\xff"]
)
def test_read_outcome_invalid(load: Load, body: bytes) -> None:
    module = load("batch_job", "job/runs.py")
    with pytest.raises(module.InvalidOutcome, match="expected"):
        module.read_outcome(body)
