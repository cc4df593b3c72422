"""Tables, folded sections and code spans."""

from __future__ import annotations

from lab.report.markdown_elements import code, folded, table


def test_table() -> None:
    assert table(("a", "b"), [("1", "2"), ("3", "4")]) == "| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |\n"


def test_folded() -> None:
    assert folded("a < b", "body") == "<details><summary>a &lt; b</summary>\n\nbody\n</details>\n"
    assert folded("a", "body", is_open=True).startswith("<details open><summary>")


def test_code_is_cut() -> None:
    assert code("x" * 201) == f"`{'x' * 197}...`"
