"""The pages people read, with the blocks of code in them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
DOCS = CHECKOUT / "docs"
PAGES = (
    CHECKOUT / "README.md",
    CHECKOUT / "CONTRIBUTING.md",
    *sorted(page for page in DOCS.rglob("*.md")),
)
_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<head>[^\s`][^\n]*)?\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
_TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True)
class Block:
    """`title`: the file a block is, empty for a part of one. `line`: of its first fence, from 1."""

    page: Path
    line: int
    language: str
    title: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(CHECKOUT)}:{self.line}"


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for fence in _FENCE.finditer(text):
        head = fence["head"] or ""
        title = _TITLE.search(head)
        yield Block(
            page=page,
            line=text.count("\n", 0, fence.start()) + 1,
            language=head.split()[0] if head else "",
            title=title[1] if title else "",
            text=textwrap.dedent(fence["text"]),
        )


def all_blocks(*languages: str) -> list[Block]:
    return [block for page in PAGES for block in blocks(page) if block.language in languages]
