"""The duration that a request asks for."""

from __future__ import annotations

import pytest

from lab.language.requested_duration import requested_duration


@pytest.mark.parametrize(
    ("query", "seconds"),
    [
        pytest.param("?seconds=0.25", 0.25, id="alone"),
        pytest.param("x=1&seconds=2", 2.0, id="among others"),
        pytest.param("?delay=1", 0.0, id="another parameter"),
        pytest.param("?seconds=soon", 0.0, id="not a number"),
        pytest.param("", 0.0, id="no query"),
    ],
)
def test_requested_duration(query: str, seconds: float) -> None:
    assert requested_duration(query) == seconds
