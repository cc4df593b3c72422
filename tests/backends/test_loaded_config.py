from __future__ import annotations

import pytest

from lab.backends.loaded_config import loaded_config


def test_loaded_config() -> None:
    assert loaded_config("scrape_configs: [{job_name: api}]") == {"scrape_configs": [{"job_name": "api"}]}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a" * 500_001, "has more than 500,000 characters"),
        ("a: [", "cannot be read"),
        ("at: 2026-99-99", "cannot be read"),
    ],
    ids=["large", "syntax", "date"],
)
def test_loaded_config_that_cannot_be_read(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"its configuration {why}"):
        loaded_config(text)
