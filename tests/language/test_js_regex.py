"""Patterns in JavaScript's notation; those that could take forever are not tried."""

from __future__ import annotations

import re
import time

import pytest

from lab.language.js_regex import js_regex


@pytest.mark.parametrize(
    ("written", "text", "matches"),
    [
        ("a.*", "abc", True),
        ("b", "abc", False),
        ("/b/", "abc", True),
        ("/B/i", "abc", True),
        ("/a\\/b/", "a/b", True),
        ("/(?<x>b)/", "abc", True),
        ("/(?<!a)b/", "abc", False),
    ],
)
def test_js_regex(written: str, text: str, matches: bool) -> None:
    assert bool(js_regex(written).matches(text)) is matches


@pytest.mark.parametrize("written", ["/(a+)+$/", "/(a*)*b/", "/((a|b)+)*c/", "/(a", "/" + "a*" * 20 + "b/"])
def test_js_regex_refused(written: str) -> None:
    began = time.monotonic()
    with pytest.raises(re.error):
        js_regex(written).matches("a" * 5000 + "!")
    assert time.monotonic() - began < 1
