"""Recorded results of comparisons as pages, and the tables that 'What we found' quotes from them."""

from __future__ import annotations

import html
import re
from pathlib import Path

from lab.stack.folders import Folders


def recorded_results(folders: Folders) -> dict[str, str]:
    """Comparison -> the Markdown that `lab compare` wrote, for those that keep one beside their file."""
    files = {name: folders.comparison(name).folder / "result.md" for name in folders.comparison_names()}
    return {name: file.read_text(encoding="utf-8") for name, file in files.items() if file.is_file()}


def result_page(text: str) -> str:
    """A recorded result as a page: its heading becomes the page's, and what it folds away is Markdown here too."""
    text = re.sub(r"\A## ", "# ", text)
    return re.sub(r"<details><summary>(.*?)</summary>", _folded, text)


def _folded(match: re.Match[str]) -> str:
    return f'<details markdown="1"><summary>{match[1]}</summary>'


def verdict_tables(text: str) -> str:
    """The verdicts of a recorded result: the table of each pair of sides, or of each contrast under the contrast's
    title."""
    parts: list[list[str]] = []
    before = ""
    for line in text.splitlines():
        if line.startswith(("- ", "<details>")):
            break
        if line.startswith("### "):
            parts.append([f"**{line.removeprefix('### ')}**", ""])
        elif line.startswith("|"):
            if not before.startswith("|") and not (parts and parts[-1][-1] == ""):
                parts.append([])
            parts[-1].append(line)
        before = line
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def names_table(files: dict[str, Path]) -> str:
    """Heading -> file of metric names; a name a row, in columns that say which file has it."""
    names = {heading: metric_names(file) for heading, file in files.items()}
    every = sorted({name for column in names.values() for name in column})
    rows = "".join(
        f"| `{html.escape(name)}` | {' | '.join('yes' if name in names[heading] else '' for heading in files)} |\n"
        for name in every
    )
    return f"| Metric | {' | '.join(files)} |\n| --- |{' --- |' * len(files)}\n{rows}"


def metric_names(file: Path) -> tuple[str, ...]:
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))
