"""Corrections as edits of the text."""

from __future__ import annotations

from lab.language.promql_syntax.mistake import Edit, Mistake, insert, remove


def test_mistake_corrected_with_several_edits() -> None:
    mistake = Mistake(0, "", (insert(0, "a("), Edit(1, 2, "B"), remove(2, 3), insert(3, ")")))
    assert mistake.corrected("xbc") == "a(xB)"
