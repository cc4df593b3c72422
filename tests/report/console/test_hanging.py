"""Text with a hanging indent."""

from __future__ import annotations

from rich.text import Text

from lab.report.console.hanging import print_hanging
from tests.report.console.consoles import console, output


def printed(body: str, *, wrap: bool = True, width: int = 40) -> list[str]:
    out = console(width)
    print_hanging(out, Text("head  "), body, wrap=wrap)
    return output(out).splitlines()


def test_print_hanging_wraps_beside_the_head() -> None:
    assert printed("twelve words or so that do not fit into one line of forty") == [
        "head  twelve words or so that do not fit",
        "      into one line of forty",
    ]


def test_print_hanging_unwrapped() -> None:
    assert printed(f"{'x' * 60}\nsecond", wrap=False) == [f"head  {'x' * 60}", "      second"]


def test_print_hanging_narrow_console() -> None:
    assert [len(line) for line in printed("x" * 60, width=10)] == [36, 36]


def test_print_hanging_removes_terminal_escapes() -> None:
    assert printed("\x1b[31mred\x00") == ["head  red"]
