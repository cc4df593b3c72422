"""Durations, values with units, cut texts and paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.report.formatting import duration, relative_path, shortened, value_in_unit


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0 ms"),
        (999, "999 ms"),
        (999.6, "1.0 s"),
        (59_940, "59.9 s"),
        (59_960, "1 min 00 s"),
        (125_400, "2 min 05 s"),
    ],
)
def test_duration(ms: float, text: str) -> None:
    assert duration(ms) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0123, "s", "12.3 ms"),
        (0, "s", "0 s"),
        (1500, "ms", "1.5 s"),
        (0.256, "percentunit", "25.6 %"),
        (2048, "bytes", "2 KiB"),
        (1_234_567, "short", "1.235M"),
        (1_234_567, "", "1,234,567"),
        (41.5, "reqps", "41.5 req/s"),
        (3, "queries", "3 queries"),
        (4, "suffix: lines/s", "4 lines/s"),
        (4, "prefix:~", "~4"),
    ],
)
def test_value_in_unit(value: float, unit: str, text: str) -> None:
    assert value_in_unit(value, unit) == text


def test_shortened() -> None:
    assert (shortened("abcdef", 6), shortened("abcdefg", 6)) == ("abcdef", "abc...")


def test_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert relative_path(tmp_path / "lab-runs" / "x") == "lab-runs/x"
    assert relative_path(Path("/elsewhere")) == "/elsewhere"
