"""One patch of one file: times first, then single values; problems do not hide others."""

from __future__ import annotations

from typing import Any

import pytest

from lab.errors import Place, Problems
from lab.language.patch.file import PatchedFile, patch_file
from lab.language.patch.model import Patch

TEXT = "for: 5m\nname: one\n"


def patch(text: str = TEXT, **content: Any) -> PatchedFile:
    model = Patch.model_validate({"in": "a.yml", **content})
    return patch_file(text, "a.yml", "scenarios/x/a.yml", model, Place("s.yaml", 3, 5))


def test_patch_file_times_then_values() -> None:
    patched = patch(times={"5m": "5s"}, replace={"for": {"5s": "6s"}}, set={"name": "two"})

    assert patched.text == "for: 6s\nname: two\n"
    assert [(change.path, change.before, change.after) for change in patched.changes] == [
        ("for", "5m", "5s"),
        ("name", "one", "two"),
        ("for", "5s", "6s"),
    ]
    assert patched.problems == ()


@pytest.mark.parametrize(
    ("content", "text", "problems"),
    [
        pytest.param(
            {"set": {"x.y": 1}},
            TEXT,
            ["s.yaml:3:5: in a.yml: x: there is no key 'x'; known: for, name"],
            id="a path",
        ),
        pytest.param(
            {"times": {"1h": "1s"}, "set": {"name": "two"}},
            "for: 5m\nname: two\n",
            [
                "scenarios/x/a.yml:1:6: the duration 5m is not in 'times'; "
                "add for example 5m: 3s, or 5m: 5m to keep it",
                "s.yaml:3:5: in a.yml: 'times' maps 1h, which does not occur; remove it (durations in the file: 5m)",
            ],
            id="times, and the rest is applied",
        ),
    ],
)
def test_patch_file_problems(content: dict[str, Any], text: str, problems: list[str]) -> None:
    patched = patch(**content)

    assert (patched.text, [str(problem) for problem in patched.problems]) == (text, problems)


def test_patch_file_not_yaml() -> None:
    with pytest.raises(Problems, match="not YAML"):
        patch("a: [", set={"a": 1})
