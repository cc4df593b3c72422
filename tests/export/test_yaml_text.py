from __future__ import annotations

import pytest
import yaml

from lab.export.yaml_text import yaml_text


@pytest.mark.parametrize(
    "text", ["a\nb\n", "a \nb\n", "\ta\nb", "\n\na", "x: 1\n  y\n\n", "é\u2028\n", "'", "- a", "0644", "yes"]
)
def test_texts_survive(text: str) -> None:
    assert yaml.safe_load(yaml_text({"a": text})) == {"a": text}


def test_long_texts_are_blocks_and_keys_keep_their_order() -> None:
    assert yaml_text({"b": "x\ny\n", "a": [{"c": 1}]}) == "b: |\n  x\n  y\na:\n  - c: 1\n"


def test_nothing_is_an_alias() -> None:
    shared = {"x": 1}
    assert yaml_text([shared, shared]) == "- x: 1\n- x: 1\n"
