"""Elements of GitHub Markdown that several reports use. Cells and bodies are Markdown already."""

from __future__ import annotations

from collections.abc import Iterable

from lab.report.escapes import markdown_code, xml
from lab.report.formatting import shortened

_MAX_CODE = 200  # characters


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def folded(summary: str, body: str, *, is_open: bool = False) -> str:
    """A section that a reader can open. `summary` is plain text, which is escaped here."""
    return f"<details{' open' if is_open else ''}><summary>{xml(summary)}</summary>\n\n{body}\n</details>\n"


def code(text: str) -> str:
    """A code span of at most 200 characters."""
    return markdown_code(shortened(text, _MAX_CODE))
