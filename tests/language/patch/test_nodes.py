"""The YAML node at a path, and its end in the text."""

from __future__ import annotations

import pytest
from yaml.nodes import CollectionNode

from lab.errors import Problems
from lab.language.patch.nodes import EmptyFileError, end_of, end_of_last, find, root_node
from lab.language.paths import MissingError, PathError, parse_path

TEXT = """\
groups:
  - name: http
    rules: [{alert: Down, for: 1m}]  # a comment
    more: |
      text

# the end
other: {}
"""


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("groups", "- name: http\n    rules: [{alert: Down, for: 1m}]  # a comment\n    more: |\n      text\n\n"),
        ("groups[http].rules", "[{alert: Down, for: 1m}]"),
        ("groups[0].rules[Down].for", "1m"),
        ("other", "{}"),
    ],
)
def test_find(path: str, value: str) -> None:
    _, _, node = find(TEXT, "f.yml", parse_path(path))

    assert TEXT[node.start_mark.index : end_of(node)] == value


def test_find_key_and_parent() -> None:
    parent, key, _ = find(TEXT, "f.yml", parse_path("groups[http].name"))
    _, no_key, _ = find(TEXT, "f.yml", parse_path("groups[http]"))

    assert key is not None and key.value == "name"
    assert no_key is None
    assert isinstance(parent, CollectionNode) and len(parent.value) == 3


@pytest.mark.parametrize("path", ["group", "groups[smtp]", "groups[7]", "groups.http", "other[0]"])
def test_find_missing(path: str) -> None:
    with pytest.raises(MissingError):
        find(TEXT, "f.yml", parse_path(path))


def test_find_in_an_empty_file() -> None:
    with pytest.raises(EmptyFileError, match="a: the file is empty"):
        find("# nothing\n", "f.yml", parse_path("a"))


def test_find_refuses_an_alias() -> None:
    with pytest.raises(PathError, match="b: this is an alias of the value on line 1; patch that one"):
        find("a: &x 1\nb: *x\n", "f.yml", parse_path("b"))


def test_end_of_last_alias() -> None:
    _, _, node = find("x: &x 1\na:\n  b: *x\n", "f.yml", parse_path("a"))

    assert isinstance(node, CollectionNode)
    with pytest.raises(PathError, match="ends with an alias; write it out to patch it"):
        end_of_last(node)


def test_find_after_json_surrogate_pairs() -> None:
    text = '{"title": "\\ud83d\\ude00", "x": 1}'

    _, _, node = find(text, "f.json", parse_path("x"))

    assert text[node.start_mark.index : end_of(node)] == "1"


def test_root_node_not_yaml() -> None:
    with pytest.raises(Problems, match=r"f\.yml:1:5: not YAML"):
        root_node("a: b: c", "f.yml")


def test_find_refuses_a_name_that_two_items_have() -> None:
    text = "rules:\n  - {alert: Down, for: 1s}\n  - {alert: Other}\n  - {alert: Down, for: 1h}\n"
    with pytest.raises(PathError) as caught:
        find(text, "f.yml", parse_path("rules[Down].for"))
    assert str(caught.value) == "rules[Down]: 2 items have this name; write rules[0] (line 2) or rules[2] (line 4)"
    assert find(text, "f.yml", parse_path("rules[2].for"))[2].value == "1h"


MANIFESTS = """\
kind: Namespace
metadata: {name: shop}
---
kind: Deployment
metadata:
  name: web
spec: {replicas: 3}
"""


@pytest.mark.parametrize(
    ("path", "value"),
    [("[Deployment/web].spec.replicas", "3"), ("[0].metadata.name", "shop"), ("[1].kind", "Deployment")],
)
def test_find_in_one_of_several_documents(path: str, value: str) -> None:
    _, _, node = find(MANIFESTS, "m.yaml", parse_path(path))
    assert MANIFESTS[node.start_mark.index : end_of(node)] == value


def test_find_names_the_documents_that_there_are() -> None:
    with pytest.raises(MissingError, match="there is no item 'Deployment/api'; did you mean 'Deployment/web'"):
        find(MANIFESTS, "m.yaml", parse_path("[Deployment/api].spec"))
