"""What a patch writes into a file is read back as the same value."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.language.strict_yaml import read
from lab.language.yaml_format import scalar_text, yaml_text

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words.filter(lambda w: w != "<<"), inner, max_size=4),
    max_leaves=8,
)


@given(values)
def test_yaml_text_round_trip(value: object) -> None:
    text = yaml_text(value)

    assert "\n" not in text
    assert read(f"a: {text} # c\nb: [x, {text}, y]\nc: {{x: {text}, y: 1}}\n", "f").data == {
        "a": value,
        "b": ["x", value, "y"],
        "c": {"x": value, "y": 1},
    }


@given(values)
def test_yaml_text_json_only(value: object) -> None:
    assert json.loads(yaml_text(value, json_only=True)) == value


@pytest.mark.parametrize(("style", "text"), [('"', "a\\\"b'c"), ("'", "a\"b''c"), (None, "a\"b'c")])
def test_scalar_text(style: str | None, text: str) -> None:
    assert scalar_text("a\"b'c", style) == text
