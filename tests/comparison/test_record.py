"""A comparison record can be read back, and knows its valid repetitions."""

from __future__ import annotations

from lab.comparison.record import ComparisonRecord
from tests.comparison.records import record, repetitions
from tests.comparison.report.example_records import pull_vs_push


def test_comparison_record_json_round_trip() -> None:
    whole = pull_vs_push()
    assert ComparisonRecord.model_validate_json(whole.model_dump_json()) == whole


def test_valid_repetitions() -> None:
    steady = repetitions("pull", {"memory": [1, 2]})
    invalid = repetitions("pull", {"memory": [3]}, invalid_reason="the load was not sent")
    faults = repetitions("pull", {"crash.detected": [1]}, "faults")
    other = repetitions("push", {"memory": [4]})
    whole = record((*steady, *invalid, *faults, *other))

    assert whole.valid_repetitions("pull") == (*steady, *faults)
    assert whole.valid_repetitions("pull", "faults") == faults
    assert whole.valid_repetitions("push", "size") == ()
