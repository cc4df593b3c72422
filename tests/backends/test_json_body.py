"""JSON of a service: bounded, and such that a record can hold it."""

from __future__ import annotations

from typing import Any

import pytest

from lab.backends.json_body import MAX_VALUES, TooLarge, parse_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, 2.5, null, true, "é"]}', {"a": [1, 2.5, None, True, "é"]}),
        (r'["\ud83d\ude00"]', ["😀"]),
        (r'["half \ud83d of it"]', ["half \ufffd of it"]),
        (r'{"\udc00": {"\ud800": "\udfff"}}', {"\ufffd": {"\ufffd": "\ufffd"}}),
        (r'"\\ud800"', r"\ud800"),
    ],
)
def test_parse_json(text: str, value: Any) -> None:
    assert parse_json(text) == value


@pytest.mark.parametrize("text", ["", "up 1", "{", "[" * 100_000, "[" * 500 + "]" * 500, '{"a":' * 500, "9" * 10_000])
def test_parse_json_refuses(text: str) -> None:
    with pytest.raises(ValueError):
        parse_json(text)


def test_parse_json_with_a_long_text() -> None:
    with pytest.raises(TooLarge, match="text of more than 500,000 characters"):
        parse_json('["' + "x" * 500_001 + '"]')


def test_parse_json_too_large() -> None:
    with pytest.raises(TooLarge, match=f"more than {MAX_VALUES:,} values"):
        parse_json("[" + "{}," * MAX_VALUES + "{}]")
