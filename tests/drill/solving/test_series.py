from __future__ import annotations

import math

from lab.drill.solving.series import Buckets, Earlier, Programme, window


def test_programme_rises_to_its_level() -> None:
    programme = Programme(100.0, slope=2.0)
    assert (programme.value(0, 0, 0.0), programme.value(10, 0, 0.0)) == (100.0, 80.0)


def test_programme_of_a_clock_is_the_time() -> None:
    assert Programme(-30.0, clock=True).value(5, 0, 1000.0) == 965.0


def test_programme_was_otherwise_earlier() -> None:
    programme = Programme(5.0, earlier=Earlier(60.0, 1.0))
    assert (programme.value(59, 0, 0.0), programme.value(61, 0, 0.0)) == (5.0, 1.0)


def test_programme_that_has_ended_is_seen_during_the_lookback() -> None:
    programme = Programme(5.0, ends=600.0)
    assert programme.at(0.0, 0.0) is None and programme.at(400.0, 0.0) == 5.0 and programme.value(0, 0, 0.0) is None


def test_window_is_open_at_its_start() -> None:
    ages = (120.0, 90.0, 60.0, 30.0, 0.0, -30.0)
    assert [at for at, _ in window(Programme(), ages, 0.0, 60.0, 0.0)] == [-30.0, 0.0]
    assert [at for at, _ in window(Programme(), ages, 30.0, 60.0, 0.0)] == [-60.0, -30.0]


def test_buckets_are_around_the_value() -> None:
    below, above, last = Buckets(2.0).bounds()
    assert below[0] < 2.0 < above[0] and last == (math.inf, True)
