"""Prints text with a hanging indent: a head on the first line, and all lines aligned beside it."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from lab.report.formatting import printable


def print_hanging(console: Console, head: Text, body: str, *, style: str = "", wrap: bool = True) -> None:
    """Without `wrap`, each line of the body stays one line, however long."""
    margin = len(head.plain)
    width = max(console.width - margin, 30) if wrap else 1_000_000
    rows = Text(printable(body), style).wrap(console, width)
    for number, row in enumerate(rows):
        row.rstrip()
        first = Text().append_text(head) if number == 0 else Text()  # appended, so that its style ends with it
        first.append(" " * (margin - len(first.plain)))
        console.print(first.append_text(row), soft_wrap=True, highlight=False)
