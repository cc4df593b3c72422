"""Values, ratios and censored values as text."""

from __future__ import annotations

import pytest

from lab.comparison.report.format import ratio_text, summary_value_text, value_text
from lab.comparison.stats.summary_stats import summarize


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0, "bytes", "0 B"),
        (1023.0, "bytes", "0.999 KiB"),
        (15_730.0, "bytes/s", "15.4 KiB/s"),
        (121 * 1024.0**2, "bytes", "121 MiB"),
        (0.5221, "s", "522 ms"),
        (0.9999, "s", "1 s"),
        (61.04, "s", "61 s"),
        (0.00042, "s", "420 µs"),
        (4.02, "us", "4.02 µs"),
        (326.94, "millicores", "327m"),
        (0.0124, "share", "1.24 %"),
        (123_456.0, "count", "123,456"),
        (2.5, "count", "2.5"),
        (301.2, "1/s", "301/s"),
        (7.0, "bananas", "7 bananas"),
    ],
)
def test_value_text(value: float, unit: str, text: str) -> None:
    assert value_text(value, unit) == text


@pytest.mark.parametrize(
    ("ratio", "text"), [(1.82, "1.8 times the"), (1.23, "23 % more"), (12.4, "12 times the"), (240.0, "240 times the")]
)
def test_ratio_text(ratio: float, text: str) -> None:
    assert ratio_text(ratio) == text


def test_summary_value_text_censored() -> None:
    censored = summarize([7.93, 8.0], limit=8.0)
    assert summary_value_text(8.0, censored, "s") == "> 8 s"
    assert summary_value_text(7.93, censored, "s") == "7.93 s"
    assert summary_value_text(8.0, summarize([8.0]), "s") == "8 s"
