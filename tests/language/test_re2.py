from __future__ import annotations

import pytest

from lab.language.re2 import lacks


@pytest.mark.parametrize(
    ("pattern", "lack"),
    [
        (r"(\d+);\1", r"no back-references such as \1"),
        (r"a\8b", r"no back-references such as \8"),
        ("(?!test).*", "no lookahead and no lookbehind"),
        ("a(?=b)", "no lookahead and no lookbehind"),
        ("(?<!a)b", "no lookahead and no lookbehind"),
        (r"(\d+);\\1", ""),
        (r"\12", ""),
        (r"[(?=\]\1]+", ""),
        (r"\(?=", ""),
        ("(?i)a|(?:b)|(?P<c>d)", ""),
        ("[]a]b", ""),
        ("", ""),
    ],
)
def test_lacks(pattern: str, lack: str) -> None:
    assert lacks(pattern) == lack
