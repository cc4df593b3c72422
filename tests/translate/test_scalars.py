from __future__ import annotations

import json

import pytest
import yaml
from yaml.nodes import ScalarNode

from lab.translate.edits import Edit, Edits, applied
from lab.translate.json_text import read_json
from lab.translate.scalars import json_edits, quoted_scalar, yaml_edits
from lab.translate.tree import Span


def replaced(value: str, old: str, new: str) -> list[Edit]:
    start = value.index(old)
    return [Edit(start, start + len(old), new)]


def first_scalar(text: str) -> ScalarNode:
    node = yaml.compose(text, Loader=yaml.CSafeLoader).value[0][1]
    assert isinstance(node, ScalarNode)
    return node


@pytest.mark.parametrize(
    "text",
    [
        'k: sum by (path) (x{a="b"}) / "it\'s" # a comment\n',
        "k: 'sum by (path) (x{a=\"b\"}) / \"it''s\"'\n",
        'k: "sum by (path) (x{a=\\"b\\"}) / \\"it\'s\\""\n',
        'k: |\n  sum by (path) (x{a="b"})\n    / "it\'s"\n# a comment\nl: 1\n',
        'k: >-\n  sum by (path)\n  (x{a="b"}) / "it\'s"\n\n\n# a comment\n',
        'k: sum by (path)\n  (x{a="b"})\n  / "it\'s"\n',
        'k: "sum by \\\n   (path) (x{a=\\x22b\\"}) / \\"it\'s\\""\n',
    ],
)
def test_yaml_edits_change_nothing_else(text: str) -> None:
    node = first_scalar(text)
    edits = [Edit(0, 0, "("), *replaced(node.value, "path", 'a"b')]
    changed = applied(text, yaml_edits(text, node, edits))
    expected = applied(node.value, edits)
    assert yaml.safe_load(changed)["k"] == expected
    written = {'"': 'a\\"b', "'": 'a"b'}.get(node.style or "", 'a"b')
    place = text.index("sum")
    assert changed == text[:place] + "(" + text[place:].replace("path", written, 1)


def test_quoted_scalar_for_what_cannot_be_plain() -> None:
    assert quoted_scalar("x > 1", [Edit(0, 1, '{"a.b"}')]) == "'{\"a.b\"} > 1'"
    assert quoted_scalar("x\ny", [Edit(0, 1, "z")]) == '"z\\ny"'


def test_json_edits_keep_the_escapes_of_the_rest() -> None:
    text = '{"expr": "x{a=\\"b\\"} \\u003e 1 \\ud83d\\ude00 path", "other": 1.0}'
    json_text = read_json(text, "x.json")
    value = json_text.data["expr"]
    changed = applied(text, json_edits(text, json_text.spans["expr",], value, replaced(value, "path", '"p"')))
    assert changed == text.replace("path", '\\"p\\"')
    assert json.loads(changed)["expr"] == 'x{a="b"} > 1 \U0001f600 "p"'


def test_edits_nest() -> None:
    edits = Edits()
    edits.replace(Span(5, 6), "y")
    edits.wrap(Span(5, 6), "f(", ")")
    edits.wrap(Span(5, 6), "g(", ")")
    edits.wrap(Span(0, 6), "(", ")")
    assert applied("1 + (x", edits.all()) == "(1 + (g(f(y)))"
