"""Texts of charts fit where they are drawn."""

from __future__ import annotations

from lab.report.charts.text_metrics import fit, text_width


def test_text_width_of_wide_and_narrow_characters() -> None:
    assert text_width("MMMM") > text_width("0000") > text_width("....")
    assert text_width("") == 0.0


def test_fit_cuts_to_the_width() -> None:
    for text in ("x" * 40, "W" * 40, "iiiiiiiiiiiiiiiiiiiiiiiiii"):
        assert text_width(fit(text, 61.0)) <= 61.0
    assert fit("short", 61.0) == "short"


def test_fit_keeps_one_character() -> None:
    assert fit("x" * 40, 0.0) == "x..."
