"""`--fail-on`: what can be said, what is said about what cannot, and what breaks a demand."""

from __future__ import annotations

import pytest

from lab.comparison.thresholds import Demand, Limit, Selected, parse_demand
from lab.comparison.thresholds_checked import broken
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
        *repetitions("push", {"size.kept_up": [1.0]}, "size", 10_000),
        *repetitions("push", {"size.kept_up": [0.4]}, "size", 1_000_000),
    )
)


@pytest.mark.parametrize(
    ("text", "what", "sign", "limit"),
    [
        ("freshness.p95 > 3s", Selected("freshness.p95"), ">", Limit(3)),
        ("freshness.p95>300ms", Selected("freshness.p95"), ">", Limit(0.3)),
        ("loss > 0", Selected("lost"), ">", Limit(0)),
        ("push: cpu.loaded > 20", Selected("cpu.loaded", "push"), ">", Limit(20)),
        ("push cpu.loaded[prometheus] > 20", Selected("cpu.loaded", "push", "prometheus"), ">", Limit(20)),
        ("cpu.loaded >= 2%", Selected("cpu.loaded"), ">=", Limit(20)),
        ("push.memory > 200MiB", Selected("memory", "push"), ">", Limit(200 * 2**20)),
        ("wire.loaded > 20 KiB/s", Selected("wire.loaded"), ">", Limit(20 * 1024)),
        ("size.kept_up < 95%", Selected("size.kept_up"), "<", Limit(0.95)),
        (
            "push.freshness.p95 > 1.2 * pull.freshness.p95",
            Selected("freshness.p95", "push"),
            ">",
            Limit(1.2, Selected("freshness.p95", "pull")),
        ),
        ("push: memory > pull: memory * 2", Selected("memory", "push"), ">", Limit(2, Selected("memory", "pull"))),
        ("push: memory <= pull: memory", Selected("memory", "push"), "<=", Limit(1, Selected("memory", "pull"))),
        (
            "wire.loaded[scrape: api -> prometheus] > 1KiB",
            Selected("wire.loaded", "", "scrape: api -> prometheus"),
            ">",
            Limit(1024),
        ),
    ],
)
def test_demands_are_read(text, what, sign, limit):
    demand = parse_demand(text)
    assert (demand.what, demand.sign) == (what, sign)
    assert demand.limit.number == pytest.approx(limit.number) and demand.limit.times == limit.times


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("freshness.p95", "'freshness.p95' is not a demand", "write what must not be"),
        ("lost != 0", "'lost != 0' is not a demand", "write what must not be"),
        ("freshnes.p95 > 3s", "no measure is called 'freshnes.p95'; did you mean 'freshness.p95'?", ""),
        ("push: cpu.load > 3", "no measure is called 'cpu.load'; did you mean 'cpu.loaded'?", ""),
        ("freshness.p95 > 3", "freshness.p95 is in s", "write for instance 3s or 300ms"),
        ("freshness.p95 > 3MiB", "'MiB' is no unit of freshness.p95", "write for instance 3s or 300ms"),
        ("lost > 3s", "'s' is no unit of lost", "write a number alone"),
        ("push: lost > 2 * pull: memory", "lost is in count, memory in bytes", "compare measures of the same unit"),
        ("push: lost > 2 * lost", "whose lost?", "name the side, for instance 'pull: lost'"),
    ],
)
def test_what_is_no_demand_is_refused_in_words(text, message, remedy):
    with pytest.raises(UsageError) as refused:
        parse_demand(text)
    assert message in refused.value.message
    assert remedy in refused.value.remedy


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("freshness.p95 > 3s", None),
        ("freshness.p95 > 1s", "push: freshness.p95 is 1.3 s; demanded: not > 1 s"),
        ("pull: freshness.p95 > 1s", None),
        ("pull: freshness.p95 >= 1s", "pull: freshness.p95 is 1 s; demanded: not >= 1 s"),
        ("loss > 0", "push: lost is 7; demanded: not > 0"),
        ("pull: loss > 0", None),
        ("push: cpu.loaded > 20", None),
        ("cpu.loaded[collector] > 4", "push: cpu.loaded[collector] is 5 ms/s; demanded: not > 4 ms/s"),
        (
            "push.freshness.p95 > 1.2 * pull.freshness.p95",
            "push: freshness.p95 is 1.3 s; demanded: not > 1.2 * pull: freshness.p95 = 1.2 s",
        ),
        ("push.freshness.p95 > 1.4 * pull.freshness.p95", None),
        ("push: size.kept_up < 0.9", "push: size.kept_up at 1,000,000 is 0.4 share; demanded: not < 0.9 share"),
    ],
)
def test_demands_are_judged(text, words):
    assert broken(parse_demand(text), RECORD) == words


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("disk > 1GiB", "no disk was measured on pull", "leave the demand out"),
        ("size.kept_up < 1", "no size.kept_up was measured on pull", ""),
        ("pull: cpu.loaded[collector] > 4", "no cpu.loaded[collector] was measured on pull", "cpu.loaded[prometheus]"),
        ("cpu.loaded[nobody] > 4", "no cpu.loaded[nobody] was measured on pull", "cpu.loaded[prometheus]"),
        ("pusch: lost > 0", "no side is called 'pusch'; did you mean 'push'?", ""),
        ("push: lost > 2 * pul: lost", "no side is called 'pul'; did you mean 'pull'?", ""),
    ],
)
def test_what_was_not_measured_is_no_pass(text, message, remedy):
    with pytest.raises(UsageError) as refused:
        broken(parse_demand(text), RECORD)
    assert message in refused.value.message
    assert remedy in refused.value.remedy


def test_a_demand_keeps_its_text():
    assert parse_demand(" loss > 0 ") == Demand("loss > 0", Selected("lost"), ">", Limit(0))
