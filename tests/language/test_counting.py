from __future__ import annotations

import pytest

from lab.language.counting import count


@pytest.mark.parametrize(
    ("number", "noun", "text"),
    [(1, "attempt", "1 attempt"), (2, "attempt", "2 attempts"), (3, "series", "3 series"), (0, "query", "0 queries")],
)
def test_count(number: int, noun: str, text: str) -> None:
    assert count(number, noun) == text
