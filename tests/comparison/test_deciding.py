"""Two sets of values: better, worse, the same, or not to be told apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.comparison.measures import MEASURES, Measure
from lab.comparison.stats.outliers import without_strays
from lab.comparison.stats.significance import decide

CPU, LOST, SERIES, FRESH = (MEASURES[name] for name in ("cpu.loaded", "lost", "series.app", "freshness.p95"))
KEPT_UP = MEASURES["size.kept_up"]
LEVEL = 0.0025

ROWS = {
    "half of it": (CPU, [60, 61, 59, 62, 60], [30, 31, 30, 29, 30], "better"),
    "twice of it": (CPU, [30, 31, 30, 29, 30], [60, 61, 59, 62, 60], "worse"),
    "more of what is better high": (KEPT_UP, [0.5, 0.51, 0.52], [1, 1, 1], "better"),
    "inside the margin": (CPU, [60, 61, 59, 60, 60], [61, 62, 61, 60, 61], "the same"),
    "beyond the margin, but noisy": (CPU, [40, 60, 80, 50, 70], [60, 90, 120, 75, 105], "cannot tell"),
    "surely different, by less than the margin": (
        CPU,
        [100, 100.1, 100, 99.9, 100],
        [104, 104.1, 104, 104, 104],
        "the same",
    ),
    "at the margin": (CPU, [100, 101, 100, 99, 100], [110, 111, 109, 110, 110], "cannot tell"),
    "below the floor": (FRESH, [0.001, 0.002, 0.001], [0.021, 0.022, 0.020], "the same"),
    "beyond the floor": (FRESH, [0.05, 0.052, 0.051, 0.05, 0.05], [0.25, 0.252, 0.251, 0.25, 0.25], "worse"),
    "nothing on both": (LOST, [0, 0, 0], [0, 0, 0], "the same"),
    "always as much": (LOST, [0, 0, 0], [4, 4, 4], "worse"),
    "once": (LOST, [0, 0, 0, 0, 0], [0, 0, 0, 0, 500], "cannot tell"),
    "exactly one more": (LOST, [500, 500, 500], [501, 501, 501], "worse"),
    "one series in five hundred": (SERIES, [500, 500, 500], [501, 501, 501], "the same"),
    "one series in fifty": (SERIES, [50, 50, 50], [51, 51, 51], "worse"),
    "exactly as many": (SERIES, [500, 500, 500], [500, 500, 500], "the same"),
    "two repetitions": (SERIES, [500, 500], [900, 900, 900], "cannot tell"),
    "one far from all others": (CPU, [30, 31, 30, 29, 30], [60, 61, 59, 62, 190], "worse"),
    "exactly the margin": (CPU, [100, 100, 100], [110, 110, 110], "the same"),
}


@pytest.mark.parametrize("name", ROWS)
def test_verdicts(name):
    measure, first, other, told = ROWS[name]
    assert decide(first, other, measure, LEVEL).told == told


def test_words_say_where_the_difference_lies_and_what_would_count():
    decision = decide([30, 31, 30, 29, 30], [60, 61, 59, 62, 60], CPU, LEVEL)
    assert decision.reason == "1.9 to 2.14 times as much; a difference counts from 10 % on"
    assert decision.between is not None and decision.between.relative and decision.more is None
    assert decide([0, 0, 0], [4, 4, 4], LOST, LEVEL).reason == "+4"
    assert decide([5, 5, 5], [5, 5, 5], LOST, LEVEL).reason == "the same to the digit"
    late = decide([0.4, 0.5, 0.6], [4.4, 4.5, 4.6], MEASURES["dead.noticed"], LEVEL)
    assert late.reason == "+3.45 to +4.55 s; a difference counts from 0.25 s on"
    stray = decide([30, 31, 30, 29, 30], [60, 61, 59, 62, 190], CPU, LEVEL)
    assert "without one repetition far from all others" in stray.reason


def test_what_is_missing_is_said():
    assert decide([1], [2, 2, 2], CPU, LEVEL).more == 2
    open_one = decide([100, 104, 96, 102, 98], [115, 119, 111, 117, 113], CPU, LEVEL)
    assert open_one.told == "cannot tell" and open_one.more is not None and 5 < open_one.more < 200
    assert open_one.reason.endswith(f"about {open_one.more} more repetitions a side would tell")
    hopeless = decide([100, 104, 96, 102, 98], [110, 114, 106, 112, 108], CPU, LEVEL)
    assert hopeless.told == "cannot tell" and hopeless.more is None
    assert hopeless.reason.endswith("more repetitions would hardly tell")


def test_as_many_repetitions_as_were_asked_for_do_tell():
    first, other = [100.0, 104, 96, 102, 98], [130.0, 136, 118, 134, 120]
    more = decide(first, other, CPU, LEVEL).more
    assert more
    # The same means and spreads, that often.
    assert decide(_of(more + 5, first), _of(more + 5, other), CPU, LEVEL).told == "worse"


def _of(count: int, values: list[float]) -> list[float]:
    return [values[number % len(values)] for number in range(count)]


def test_only_what_is_alone_is_left_out():
    near = [1.0, 1.01, 0.99, 1.02, 1.0]
    assert without_strays([*near[:4], 3.0], near) == (near[:4], near)
    assert without_strays([*near[:4], 3.0], [3.0, 3.01, 2.99, 3.0, 3.02]) == (
        [*near[:4], 3.0],
        [3.0, 3.01, 2.99, 3.0, 3.02],
    )
    assert without_strays([*near[:3], 3.0, 9.0], near) == ([*near[:3], 3.0, 9.0], near), "more than one in five"
    assert without_strays([*near[:3], 3.0], near) == ([*near[:3], 3.0], near), "too few to tell"


_VALUES = st.lists(st.floats(0.001, 1e6, allow_subnormal=False), min_size=1, max_size=8)
_MAYBE_ZERO = st.lists(st.one_of(st.just(0.0), st.floats(0.001, 1e6)), min_size=1, max_size=8)
_MEASURES = st.sampled_from(
    [MEASURES[name] for name in ("cpu.loaded", "lost", "freshness.p95", "size.kept_up", "memory")]
)
_FLIPPED = {"better": "worse", "worse": "better", "the same": "the same", "cannot tell": "cannot tell"}


@given(_VALUES | _MAYBE_ZERO, _VALUES | _MAYBE_ZERO, _MEASURES)
def test_swapping_the_sides_flips_the_verdict(first, other, measure):
    there, back = decide(first, other, measure, LEVEL), decide(other, first, measure, LEVEL)
    assert back.told == _FLIPPED[there.told]
    assert back.more == there.more


@given(_VALUES | _MAYBE_ZERO, _VALUES | _MAYBE_ZERO, _MEASURES, st.integers(-20, 20))
def test_another_unit_changes_nothing(first, other, measure, power):
    def scaled(values: list[float]) -> list[float]:
        return [value * 2.0**power for value in values]

    in_other: Measure = replace(measure, floor=measure.floor * 2.0**power)
    there, here = decide(first, other, measure, LEVEL), decide(scaled(first), scaled(other), in_other, LEVEL)
    assert (here.told, here.more) == (there.told, there.more)


@given(_VALUES, _MEASURES)
def test_a_side_is_not_better_than_itself(values, measure):
    assert decide(values, list(reversed(values)), measure, LEVEL).told in ("the same", "cannot tell")
