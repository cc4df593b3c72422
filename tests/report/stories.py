"""Recorded runs, one of each outcome. They are real: `python -m tests.report.recording` made them from run.json files.

passed, failed, mutant_killed, mutant_unexpected, not_started: otel-direct, as written or with `--set`; left_out:
grafana-provisioning on a host without Grafana's image.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from lab.record.run_record import RunRecord
from tests.report.recording import RECORDED


@cache
def story(name: str) -> RunRecord:
    return RunRecord.model_validate_json((RECORDED / f"{name}.json").read_text(encoding="utf-8"))


def passed() -> RunRecord:
    return story("passed")


def failed() -> RunRecord:
    return story("failed")


def left_out() -> RunRecord:
    return story("left_out")


def not_started() -> RunRecord:
    return story("not_started")


def mutant_killed() -> RunRecord:
    return story("mutant_killed")


def mutant_unexpected() -> RunRecord:
    return story("mutant_unexpected")


STORIES: dict[str, Callable[[], RunRecord]] = {
    "passed": passed,
    "failed": failed,
    "left_out": left_out,
    "not_started": not_started,
    "mutant_killed": mutant_killed,
    "mutant_unexpected": mutant_unexpected,
}
