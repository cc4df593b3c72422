"""Durations and moments for people to read."""

import pytest

from lab.language.times import duration, format_time, moment, parse_time


@pytest.mark.parametrize(
    ("ms", "text"), [(0, "0 ms"), (999, "999 ms"), (999.6, "1.0 s"), (12_340, "12.3 s"), (125_000, "2 min 05 s")]
)
def test_duration(ms: float, text: str) -> None:
    assert duration(ms) == text


def test_moment() -> None:
    assert moment(125_040) == "125.0 s"


def test_format_time_is_read_back() -> None:
    assert format_time(1795261793.0994) == "2026-11-21T11:49:53.099Z"
    assert parse_time(format_time(1795261793.099)) == 1795261793.099


@pytest.mark.parametrize("text", ["1795261793.099", "2026-11-21T11:49:53.099Z", "2026-11-21T12:49:53.099+01:00"])
def test_parse_time(text: str) -> None:
    assert parse_time(text) == 1795261793.099


@pytest.mark.parametrize("text", ["noon", "2026-11-21", "2026-11-21T11:49:53"])
def test_parse_time_without_a_zone(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time; write 2026-11-27T13:24:05Z or unix seconds"):
        parse_time(text)
