from __future__ import annotations

import json

import pytest

from lab.errors import Problems
from lab.translate.json_text import MAX_DEPTH, read_json

TEXT = '{"a": [1, -2.5e3, true, null, {"b": "x\\n\\"y\\""}], "": {}, "c": []}'


def test_read_json() -> None:
    found = read_json(TEXT, "x.json")
    assert found.data == json.loads(TEXT)
    span = found.spans["a", 4, "b"]
    assert TEXT[span.start : span.end] == '"x\\n\\"y\\""'
    assert TEXT[found.spans["a", 1].start : found.spans["a", 1].end] == "-2.5e3"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("[1,]", "x.json:1:4", "expecting ',' delimiter"),
        ('{"a" 1}', "x.json:1:6", "expecting ':' delimiter"),
        ("{a: 1}", "x.json:1:2", "expecting property name"),
        ('{"a": 1} x', "x.json:1:9", "extra data"),
        ('{"a":\n?}', "x.json:2:1", "expecting value"),
        ('{"a', "x.json:1:2", "unterminated string"),
        ("[" * (MAX_DEPTH + 2), "x.json:1:102", "values are nested too deeply"),
    ],
)
def test_read_json_that_is_none(text: str, place: str, message: str) -> None:
    with pytest.raises(Problems) as caught:
        read_json(text, "x.json")
    assert f"{place}: not JSON: {message}" in str(caught.value)
