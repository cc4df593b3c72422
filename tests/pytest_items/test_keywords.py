from __future__ import annotations

import pytest

from lab.pytest_items.keywords import hyphenate, hyphenate_expression


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("", ""),
        ("prom-pull", "prom-pull"),
        ("requests are counted", "requests-are-counted"),
        ("requests are counted and not mutant", "requests-are-counted and not mutant"),
        ("not (one is two or a.b[c] d)", "not ( one-is-two or a.b[c]-d )"),
        ("'a b'", "'a b'"),
    ],
)
def test_hyphenate_expression(expression: str, expected: str) -> None:
    assert hyphenate_expression(expression) == expected


def test_hyphenate() -> None:
    assert hyphenate("the team is notified: twice, really") == "the-team-is-notified:-twice-really"
