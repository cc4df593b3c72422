"""Shapes: what does not fit, with its place."""

from __future__ import annotations

import pytest

from lab.configs.shapes import (
    ANY,
    BOOLEAN,
    DURATION,
    INTEGER,
    TEXT,
    TEXT_MAP,
    TEXTS,
    Keys,
    ListOf,
    Shape,
    Text,
    keys,
    mismatches,
)
from lab.configs.yaml_file import read_config

THING = Keys("a thing", {**keys("name note"), "items": TEXTS}, required=("name",), removed={"old": "write 'note'"})


def found(text: str, shape: Shape) -> list[str]:
    return [str(problem) for problem in mismatches(read_config(text, "c.yml"), (), shape, "Prometheus")]


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("{a: {b: [1]}}", ANY),
        ("~", TEXTS),
        ("1h30m", DURATION),
        ("0", DURATION),
        ("Yes", BOOLEAN),
        ("0x1f", INTEGER),
        ("10_000", INTEGER),
        ("[a, 1, true]", TEXTS),
        ("{a: 1}", TEXT_MAP),
        ("Replace", Text(("replace",))),
        ("{name: a, items: }", THING),
    ],
)
def test_mismatches_none(text: str, shape: Shape) -> None:
    assert found(text, shape) == []


@pytest.mark.parametrize(
    ("text", "shape", "message"),
    [
        (
            "a: 1\nname: c\n",
            THING,
            "c.yml:1:1: Prometheus has no key 'a' in a thing; known: name, note, items",
        ),
        ("nmae: b\n", THING, "c.yml:1:1: Prometheus has no key 'nmae' in a thing; did you mean 'name'?"),
        ("note: b\n", THING, "c.yml:1:1: a thing needs 'name'"),
        ("~\n", THING, "c.yml:1:1: a thing needs 'name'"),
        ("name: a\nold: b\n", THING, "c.yml:2:1: Prometheus no longer has 'old' in a thing; write 'note'"),
        ("name: a\nitems: b\n", THING, "'items' is a list, not the text 'b'; begin each of its entries with '- '"),
        ("- {}\n", ListOf(THING), "c.yml:1:3: a thing needs 'name'"),
        ("1s1m", DURATION, "'1s1m' is not a duration of Prometheus"),
        ("''", DURATION, "'' is not a duration of Prometheus"),
        ("maybe", BOOLEAN, "'the file' is true or false, not 'maybe'"),
        ("1.5", INTEGER, "is a whole number, not '1.5'"),
        ("replce", Text(("replace", "keep")), "cannot be 'replce'; did you mean 'replace'?"),
        ("[[a]]", TEXTS, "is a single value, not a list"),
        ("[a]", TEXT, "is a single value, not a list"),
        ("a", TEXT_MAP, "is a mapping of keys to values, not the text 'a'"),
    ],
)
def test_mismatches(text: str, shape: Shape, message: str) -> None:
    assert message in found(text, shape)[0]
    assert len(found(text, shape)) == 1
