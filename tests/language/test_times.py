"""Durations and moments for people to read."""

import pytest

from lab.language.times import duration, moment


@pytest.mark.parametrize(
    ("ms", "text"), [(0, "0 ms"), (999, "999 ms"), (999.6, "1.0 s"), (12_340, "12.3 s"), (125_000, "2 min 05 s")]
)
def test_duration(ms: float, text: str) -> None:
    assert duration(ms) == text


def test_moment() -> None:
    assert moment(125_040) == "125.0 s"
