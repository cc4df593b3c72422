"""What exceeds a threshold, and what cannot be judged."""

from __future__ import annotations

import pytest

from lab.comparison.threshold_check import exceeded
from lab.comparison.thresholds import parse_threshold
from lab.errors import UsageError
from tests.comparison.records import record, repetitions

RECORD = record(
    (
        *repetitions(
            "pull",
            {
                "freshness.p95": [0.9, 1.0, 1.1],
                "lost": [0, 0, 0],
                "cpu.loaded": [30, 31, 32],
                "cpu.loaded[prometheus]": [15, 16, 17],
                "memory": [100 * 2**20] * 3,
            },
        ),
        *repetitions(
            "push",
            {
                "freshness.p95": [1.2, 1.3, 1.4],
                "lost": [0, 0, 7],
                "cpu.loaded": [18, 19, 20],
                "cpu.loaded[prometheus]": [9, 9, 9],
                "cpu.loaded[collector]": [5, 5, 5],
                "memory": [150 * 2**20] * 3,
            },
        ),
        *repetitions("push", {"size.on_time": [1.0]}, "size", 10_000),
        *repetitions("push", {"size.on_time": [0.4]}, "size", 1_000_000),
    )
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("freshness.p95 > 3s", None),
        ("freshness.p95 > 1s", "push: freshness.p95 is 1.3 s (fail if > 1 s)"),
        ("pull: freshness.p95 > 1s", None),
        ("pull: freshness.p95 >= 1s", "pull: freshness.p95 is 1 s (fail if >= 1 s)"),
        ("loss > 0", "push: lost is 7 (fail if > 0)"),
        ("pull: loss > 0", None),
        ("push: cpu.loaded > 20", None),
        ("cpu.loaded[collector] > 4", "push: cpu.loaded[collector] is 5 millicores (fail if > 4 millicores)"),
        (
            "push.freshness.p95 > 1.2 * pull.freshness.p95",
            "push: freshness.p95 is 1.3 s (fail if > 1.2 * pull: freshness.p95 = 1.2 s)",
        ),
        ("push.freshness.p95 > 1.4 * pull.freshness.p95", None),
        ("push: size.on_time < 0.9", "push: size.on_time at 1,000,000 is 0.4 share (fail if < 0.9 share)"),
    ],
)
def test_exceeded(text, expected):
    assert exceeded(parse_threshold(text), RECORD) == expected


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("disk > 1GiB", "disk was not measured on pull", "remove the threshold"),
        ("size.on_time < 1", "size.on_time was not measured on pull", ""),
        ("pull: cpu.loaded[collector] > 4", "cpu.loaded[collector] was not measured on pull", "cpu.loaded[prometheus]"),
        ("cpu.loaded[nobody] > 4", "cpu.loaded[nobody] was not measured on pull", "cpu.loaded[prometheus]"),
        ("pusch: lost > 0", "unknown side 'pusch'; did you mean 'push'?", ""),
        ("push: lost > 2 * pul: lost", "unknown side 'pul'; did you mean 'pull'?", ""),
    ],
)
def test_exceeded_refused(text, message, remedy):
    with pytest.raises(UsageError) as refused:
        exceeded(parse_threshold(text), RECORD)
    assert message in refused.value.message
    assert remedy in refused.value.remedy
