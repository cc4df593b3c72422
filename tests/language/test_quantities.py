from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.language.quantities import format_duration, format_size, parse_duration, parse_rate, parse_size


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        pytest.param("500ms", 0.5, id="milliseconds"),
        pytest.param("8s", 8.0, id="seconds"),
        pytest.param("2m", 120.0, id="minutes"),
        pytest.param("1h30m", 5400.0, id="two units"),
        pytest.param("1d", 86400.0, id="days"),
        pytest.param("0.25s", 0.25, id="fraction"),
        pytest.param("0s", 0.0, id="zero"),
    ],
)
def test_parse_duration(text: str, seconds: float) -> None:
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize("wrong", ["8", 8, 8.0, "", "8 s", "s", "-1s", "1s ", "8sec", "1,5s", None, True, ["8s"]])
def test_parse_duration_invalid(wrong: object) -> None:
    with pytest.raises(ValueError, match="is not a duration; write a number and a unit"):
        parse_duration(wrong)


@given(st.integers(min_value=0, max_value=30 * 86_400_000))
def test_format_duration_round_trip(milliseconds: int) -> None:
    assert round(parse_duration(format_duration(milliseconds / 1000)) * 1000) == milliseconds


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        pytest.param(0.0, "0s", id="zero"),
        pytest.param(0.0004, "0s", id="less than can be spelled"),
        pytest.param(0.5, "500ms", id="half a second"),
        pytest.param(90.0, "1m30s", id="two units"),
        pytest.param(3600.0, "1h", id="no empty units"),
        pytest.param(86401.0, "1d1s", id="units left out between"),
    ],
)
def test_format_duration(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text


@pytest.mark.parametrize(
    ("text", "per_second"),
    [
        pytest.param("50/s", 50.0, id="a second"),
        pytest.param("90/m", 1.5, id="a minute"),
        pytest.param("0.5/s", 0.5, id="fraction"),
    ],
)
def test_parse_rate(text: str, per_second: float) -> None:
    assert parse_rate(text) == per_second


@pytest.mark.parametrize("wrong", [50, "50", "50/h", "0/s", "-1/s", "50 /s", "", None])
def test_parse_rate_invalid(wrong: object) -> None:
    with pytest.raises(ValueError, match="is not a rate; write requests per second or minute above 0"):
        parse_rate(wrong)


@pytest.mark.parametrize("wrong", [128, "128", "128MB", "1.5GiB", "", None])
def test_parse_size_invalid(wrong: object) -> None:
    with pytest.raises(ValueError, match="is not a size; write a number and a unit"):
        parse_size(wrong)


@given(st.integers(min_value=0, max_value=10**9))
def test_format_size_round_trip(kibibytes: int) -> None:
    assert parse_size(format_size(kibibytes * 1024)) == kibibytes * 1024


@pytest.mark.parametrize(
    ("size", "text"),
    [
        pytest.param(1024, "1KiB", id="kibibytes"),
        pytest.param(128 * 1024**2, "128MiB", id="mebibytes"),
        pytest.param(2 * 1024**3, "2GiB", id="gibibytes"),
    ],
)
def test_format_size(size: int, text: str) -> None:
    assert format_size(size) == text


@pytest.mark.parametrize(
    ("parse", "text", "message"),
    [
        (parse_duration, "31d", "'31d' is longer than 30d; write a shorter one"),
        (parse_duration, "9" * 400 + "s", "is longer than 30d"),
        (parse_rate, "1000000000/s", "'1000000000/s' is more than the load generator sends; write at most 10000/s"),
        (parse_size, "99999999999999GiB", "'99999999999999GiB' is more than 1024GiB; write a smaller size"),
        (parse_size, "9" * 5_000 + "KiB", "is not a size"),
    ],
)
def test_quantities_have_bounds(parse: Any, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        parse(text)
    assert len(str(caught.value)) < 250
