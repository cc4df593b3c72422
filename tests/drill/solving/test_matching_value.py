from __future__ import annotations

import re

import pytest

from lab.drill.solving.matching_value import accepts, examples, pool
from lab.why.expression import Matcher


@pytest.mark.parametrize(
    "pattern",
    [
        "5..",
        "a|b",
        ".*otel.*collector.*",
        "^(fuse.*|tmpfs)",
        r"\d+",
        "[0-9]{3}",
        "(in|out)put",
        "[^a]+",
        "x?y+",
        "5[0-9][0-9]",
    ],
)
def test_examples_match(pattern: str) -> None:
    found = [text for text in examples(pattern) if text]
    assert found and all(re.fullmatch(pattern, text) for text in found)


def test_examples_of_what_does_not_parse() -> None:
    assert list(examples("(")) == []


def test_examples_are_short() -> None:
    assert all(len(text) <= 40 for text in examples("a{500}b*"))


def test_pool_begins_with_equality() -> None:
    assert pool([Matcher("a", "=~", "x|y"), Matcher("a", "=", "x")], "a-1")[:3] == ("x", "a-1", "y")


def test_accepts_ends_for_patterns_that_backtrack() -> None:
    assert accepts(Matcher("a", "=~", "(a+)+b"), "a" * 60)
    assert not accepts(Matcher("a", "=~", "(a+)+b"), "c")
    assert not accepts(Matcher("a", "=~", "a+b+"), "a" * 60)
