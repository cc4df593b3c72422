"""YAML as the programs read it: merge keys, anchors, scalars as text, bounds."""

from __future__ import annotations

import pytest

from lab.configs.yaml_file import read_config, read_documents
from lab.errors import Place, Problems
from lab.language.strict_yaml import Value


@pytest.mark.parametrize(
    ("text", "data"),
    [
        pytest.param("a: 1\nb: yes\nc: 010\nd: 1_000\n", {"a": "1", "b": "yes", "c": "010", "d": "1_000"}, id="text"),
        pytest.param("a: ~\nb: null\nc:\nd: ''\n", {"a": None, "b": None, "c": None, "d": ""}, id="nothing"),
        pytest.param("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\n", {"x": {"a": "1", "b": "2"}, "y": {"a": "1", "b": "3"}}),
        pytest.param(
            "- &a {k: 1}\n- &b {k: 2, l: 2}\n- <<: [*a, *b]\n",
            [{"k": "1"}, {"k": "2", "l": "2"}, {"k": "1", "l": "2"}],
            id="several merged, the first wins",
        ),
        pytest.param("- &a {k: 1}\n- &b {<<: *a, l: 2}\n- {<<: *b}\n", [{"k": "1"}, *2 * [{"l": "2", "k": "1"}]]),
        pytest.param("a: !!str 5\nb: !vault x\n", {"a": "5", "b": "x"}, id="tags"),
        pytest.param("a: 1\n---\nb: 2\n", {"a": "1"}, id="the first of several documents"),
        pytest.param(
            "\ufeffa: 1\r\nb: |\r\n  x\ty\r\n   \tz\r\n",
            {"a": "1", "b": "x\ty\n \tz\n"},
            id="byte order mark, CRLF, tab",
        ),
        pytest.param("", None, id="empty"),
        pytest.param("'<<': 1\n", {"<<": "1"}, id="a quoted merge key is a key"),
    ],
)
def test_read_config(text: str, data: Value) -> None:
    assert read_config(text, "c.yml").data == data


def test_read_config_places() -> None:
    document = read_config("base: &b\n  x: 1\njob:\n  <<: *b\n  y: 2\n", "c.yml")

    assert document.place(("job", "y")) == Place("c.yml", 5, 3)
    assert document.place(("job", "x")) == Place("c.yml", 2, 3)


def test_read_documents_reads_all() -> None:
    assert [document.data for document in read_documents("a: 1\n---\n---\nb: 2\n", "c.yml")] == [
        {"a": "1"},
        None,
        {"b": "2"},
    ]


BOMB = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 12))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2\n", "c.yml:2:1: duplicate key 'a'; the first is on line 1"),
        ("a: &a {<<: *a}\n", "c.yml:1:4: a merge key ('<<') needs another mapping"),
        ("a: {<<: 1}\n", "a merge key ('<<') needs another mapping"),
        ("a: &a [*a]\n", "this alias contains itself"),
        ("? [a]\n: 1\n", "a key must be text"),
        ("a: [\n", "not YAML"),
        ("a: *b\n", "not YAML"),
        ("[" * 200 + "]" * 200, "nested"),
        (BOMB, "values, with aliases expanded"),
        ("a: {{ .Values.x }}\n", "is this a Helm, Jinja or Ansible template?"),
    ],
)
def test_read_config_refuses(text: str, message: str) -> None:
    with pytest.raises(Problems) as caught:
        read_config(text, "c.yml")

    assert message in str(caught.value)
