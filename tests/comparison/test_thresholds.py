"""`--fail-on`: how thresholds are read, and what is refused."""

from __future__ import annotations

import pytest

from lab.comparison.thresholds import Limit, Operand, Threshold, parse_threshold
from lab.errors import UsageError


@pytest.mark.parametrize(
    ("text", "operand", "operator", "limit"),
    [
        ("freshness.p95 > 3s", Operand("freshness.p95"), ">", Limit(3)),
        ("freshness.p95>300ms", Operand("freshness.p95"), ">", Limit(0.3)),
        ("loss > 0", Operand("lost"), ">", Limit(0)),
        ("push: cpu.loaded > 20", Operand("cpu.loaded", "push"), ">", Limit(20)),
        ("push: cpu.loaded > 20m", Operand("cpu.loaded", "push"), ">", Limit(20)),
        ("push cpu.loaded[prometheus] > 20", Operand("cpu.loaded", "push", "prometheus"), ">", Limit(20)),
        ("cpu.loaded >= 2%", Operand("cpu.loaded"), ">=", Limit(20)),
        ("push.memory > 200MiB", Operand("memory", "push"), ">", Limit(200 * 2**20)),
        ("network.loaded > 20 KiB/s", Operand("network.loaded"), ">", Limit(20 * 1024)),
        ("size.on_time < 95%", Operand("size.on_time"), "<", Limit(0.95)),
        (
            "push.freshness.p95 > 1.2 * pull.freshness.p95",
            Operand("freshness.p95", "push"),
            ">",
            Limit(1.2, Operand("freshness.p95", "pull")),
        ),
        ("push: memory > pull: memory * 2", Operand("memory", "push"), ">", Limit(2, Operand("memory", "pull"))),
        ("push: memory <= pull: memory", Operand("memory", "push"), "<=", Limit(1, Operand("memory", "pull"))),
        (
            "network.loaded[scrape: api -> prometheus] > 1KiB",
            Operand("network.loaded", "", "scrape: api -> prometheus"),
            ">",
            Limit(1024),
        ),
    ],
)
def test_parse_threshold(text, operand, operator, limit):
    threshold = parse_threshold(text)
    assert (threshold.operand, threshold.operator) == (operand, operator)
    assert threshold.limit.number == pytest.approx(limit.number) and threshold.limit.times == limit.times


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("freshness.p95", "'freshness.p95' is not a threshold", "write when to fail"),
        ("lost != 0", "'lost != 0' is not a threshold", "write when to fail"),
        ("freshnes.p95 > 3s", "unknown measure 'freshnes.p95'; did you mean 'freshness.p95'?", ""),
        ("push: cpu.load > 3", "unknown measure 'cpu.load'; did you mean 'cpu.loaded'?", ""),
        ("freshness.p95 > 3", "freshness.p95 is in s", "write for example 3s or 300ms"),
        ("freshness.p95 > 3MiB", "'MiB' is not a unit of freshness.p95", "write for example 3s or 300ms"),
        ("dead.noticed > 3s", "'dead.noticed' was renamed to 'crash.detected'", ""),
        ("push: cut.loss > 3", "'cut.loss' was renamed to 'partition.lost'", ""),
        ("lost > 3s", "'s' is not a unit of lost", "write a number without a unit"),
        ("push: lost > 2 * pull: memory", "lost is in count, memory in bytes", "compare measures of the same unit"),
        ("push: lost > 2 * lost", "lost of which side?", "name the side, for example 'pull: lost'"),
    ],
)
def test_parse_threshold_refused(text, message, remedy):
    with pytest.raises(UsageError) as refused:
        parse_threshold(text)
    assert message in refused.value.message
    assert remedy in refused.value.remedy


def test_parse_threshold_keeps_its_text():
    assert parse_threshold(" loss > 0 ") == Threshold("loss > 0", Operand("lost"), ">", Limit(0))
