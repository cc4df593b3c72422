from __future__ import annotations

from dataclasses import replace

import pytest

from lab.audit.certainly_empty import certainly_empty
from lab.audit.judged import judged
from lab.why.parser import parse
from tests.audit.small_system import alert, ask, context, record, system


@pytest.mark.parametrize(
    ("query", "empty"),
    [
        ("redis_up", True),
        ("sum(rate(redis_commands_total[5m])) > 5", True),
        ("up * on (job) redis_up", True),
        ("redis_up unless up", True),
        ("redis_up or mysql_up", True),
        ("max_over_time(redis_up[1h:1m])", True),
        ("histogram_quantile(0.9, sum by (le) (rate(redis_latency_bucket[5m])))", True),
        ("redis_up or up", False),
        ("up unless redis_up", False),
        ("absent(redis_up)", False),
        ("redis_up or vector(0)", False),
        ("scalar(redis_up)", False),
        ('{__name__=~"redis_.*"}', False),
        ('up{job="nobody"}', False),
        ("vector(1)", False),
    ],
)
def test_certainly_empty(query: str, empty: bool) -> None:
    assert certainly_empty(parse(query), system()) is empty


def test_nothing_is_certain_where_names_are_not_known() -> None:
    assert not certainly_empty(parse("redis_up"), system(metrics=frozenset()))
    assert not certainly_empty(parse("redis_up"), system(absent={"/api/v1/label/__name__/values": "metrics"}))


def test_rules_of_an_exporter_that_is_not_there_cost_nothing() -> None:
    own = ask()
    rules = [alert(f"Redis{n}", f"redis_metric_{n} > {n}") for n in range(5)]
    ctx = replace(context(*rules, record("job:redis:rate5m", "rate(redis_commands_total[5m])")), ask=own, since=None)
    assert len(judged(ctx).queries) == 6
    assert own.asked == []
