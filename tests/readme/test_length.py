"""The README can be read in ten minutes; everything longer is in docs/."""

from __future__ import annotations

from pathlib import Path


def test_readme_has_at_most_150_lines() -> None:
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
