"""Series that make expressions true: each world that the search finds is one in which the expression has the result."""

from __future__ import annotations

import pytest

from lab.drill.solving.cases import Moments, cases_of
from lab.drill.solving.goal import Goal
from lab.drill.solving.labels import label_series
from lab.drill.solving.search import BoundedSearch
from lab.drill.solving.timing import ranges_of, reach_of, sample_ages
from lab.drill.solving.world import EMPTY, Mark, Surroundings, World, known
from lab.why.expression import Expression
from lab.why.parser import parse

MOMENT = 1_790_000_000.0
RULES = (
    "up == 0",
    "x != 1",
    "rate(errors_total[5m]) > 10",
    "increase(errors_total[1h]) >= 1",
    "free / size < 0.1",
    "1 - avg without (cpu) (rate(node_cpu_seconds_total{mode='idle'}[5m])) > 0.8",
    "free / (free + used) * 100 < 5 and free + used > 0",
    "sum(rate(r_total{code=~'5..'}[5m])) / sum(rate(r_total[5m])) > 0.05",
    "histogram_quantile(0.99, sum by (le) (rate(d_seconds_bucket[5m]))) > 0.5",
    "predict_linear(free[1h], 4 * 3600) < 0 and free > 0",
    "absent(up{job='api'})",
    "count by (job) (up == 0) > 2",
    "count(count by (version) (build_info)) > 1",
    "changes(start_time_seconds[15m]) > 2",
    "deriv(depth[5m]) > 5",
    "delta(size[10m]) < -3",
    "time() - last_success_timestamp_seconds > 86400",
    "expires - time() < 7 * 86400",
    "x - x offset 10m >= 1",
    "requests offset 1h > 0 unless requests",
    "avg(blocks) / avg(blocks offset 7d) > 1.4",
    "abs(skew) > 0.2",
    "3 <= round((cert - time()) / 86400, 0.1) < 20",
    "count(id) % 2 == 0",
    "quantile_over_time(0.5, desired[1d]) == minimum > 3",
    "max_over_time(sum(x)[30m:1m]) > 8",
    "topk(3, x) > 5",
    "-x > 3",
    "(count(master) or vector(0)) < 1",
    "x > bool 2 == 1",
    "stdvar by (cluster) (shards) != 0",
    "max by (job) (members) != min by (job) (members)",
    "up == 0 unless on (job) sum by (job) (up) == 0",
)


def world_of(expression: Expression, *, apart: bool = False) -> World:
    ranges = ranges_of(expression)
    offsets = tuple(sorted({found.age for found in ranges}))
    labelling = label_series(expression, "1", (), apart=apart)
    return World(Surroundings(labelling, MOMENT, sample_ages(ranges), reach_of(ranges), offsets))


@pytest.mark.parametrize("query", RULES)
def test_aim_makes_a_rule_true(query: str) -> None:
    expression = parse(query)
    found = next(BoundedSearch(3000).aim(expression, Goal(), world_of(expression)))
    assert not isinstance(known(expression, found), Mark)


@pytest.mark.parametrize("query", RULES)
def test_void_makes_a_rule_quiet(query: str) -> None:
    expression = parse(query)
    worlds = (
        w for apart in (False, True) for w in BoundedSearch(3000).void(expression, world_of(expression, apart=apart))
    )
    assert any(known(expression, world) is EMPTY for world in worlds)


def test_aim_finds_nothing_for_what_cannot_be_true() -> None:
    expression = parse("count by (backend) (servers) == 0")
    assert list(BoundedSearch(3000).aim(expression, Goal(), world_of(expression))) == []


def test_search_ends_with_its_budget() -> None:
    expression = parse(" + ".join(f"x{n}" for n in range(12)) + " == 7")
    assert len(list(BoundedSearch(50).aim(expression, Goal(), world_of(expression)))) <= 50


def test_cases_have_series_for_both_moments() -> None:
    cases = cases_of(parse("free{fstype!='tmpfs'} / size < 0.1"), "7", ("device",), Moments(MOMENT, MOMENT - 1e5))
    labels = [dict(series.labels) for series in cases.candidates[0].firing]
    assert {one["__name__"] for one in labels} == {"free", "size"}
    assert all(one["device"] == "device-7" and one["fstype"] == "fstype-7" for one in labels)
    assert cases.candidates[0].quiet


def test_cases_of_what_a_drill_does_not_feed() -> None:
    moments = Moments(MOMENT, MOMENT - 1e5)
    assert cases_of(parse("histogram_quantile(0.9, rate(d[5m])) > 1"), "1", (), moments).conflicts == (
        "histogram_quantile needs native histograms, which a drill does not feed",
    )
    assert cases_of(parse("avg_over_time(x[1y]) > 1"), "1", (), moments).conflicts == (
        "it looks back 365 days, and a drill at most 100",
    )
