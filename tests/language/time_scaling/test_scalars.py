"""Positions in the file of the characters of a YAML value."""

from __future__ import annotations

import pytest
import yaml

from lab.language.time_scaling.scalars import positions


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("k: rate(x[5m])\n", id="plain"),
        pytest.param("k: 'it''s [5m]'\n", id="single quotes"),
        pytest.param('k: "a \\"b\\" \\t [5m]"\n', id="double quotes"),
        pytest.param("k: |\n  a [5m]\n    b\n", id="literal block"),
        pytest.param("k: >-\n  a\n  [5m]\n\n  b\n", id="folded block"),
        pytest.param("k: a\n  [5m]\n  b\n", id="plain over several lines"),
        pytest.param("k: &anchor !!str 'x [5m]'\n", id="anchor and tag"),
    ],
)
def test_positions_find_the_text(text: str) -> None:
    node = yaml.compose(text).value[0][1]
    start = node.value.index("[5m]")

    in_file = positions(text, node)

    assert text[in_file[start][0] : in_file[start + 3][1]] == "[5m]"
    assert sorted(in_file) == [index for index, character in enumerate(node.value) if not character.isspace()]


def test_positions_of_an_escape_cover_all_of_it() -> None:
    text = 'k: "\\u00e95"\n'
    node = yaml.compose(text).value[0][1]

    (start, end), digit = positions(text, node).values()

    assert (text[start:end], text[slice(*digit)]) == ("\\u00e9", "5")
