"""The approved trees: every text of every scenario's rendered folder. Of a long generated text only a digest is kept.

`python -m tests.render.approve` writes them anew; read the difference before you commit it.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from lab.plan.planning import plan
from lab.render.tree import RenderedTree, render
from tests.plan.planned import FOLDERS

APPROVED = Path(__file__).parent / "approved"
LONGEST_KEPT = 1000  # lines
EXCERPT = 5  # lines at the beginning and at the end of a digest


def rendered(scenario: str) -> RenderedTree:
    return render(plan(FOLDERS.scenario(scenario), FOLDERS))


def texts_to_approve(scenario: str) -> dict[str, str]:
    """The rendered texts by path; of a long one the digest, under the path with `.digest` added."""
    texts = {}
    for path, text in rendered(scenario).texts.items():
        long = text.count("\n") > LONGEST_KEPT
        texts[f"{path}.digest" if long else path] = digest(text) if long else text
    return texts


def digest(text: str) -> str:
    """The first and last lines, how many there are, and the SHA-256 of the whole text."""
    lines = text.splitlines()
    left_out = len(lines) - 2 * EXCERPT
    excerpt = [*lines[:EXCERPT], f"... {left_out} more lines ...", *lines[-EXCERPT:]]
    return "".join(f"{line}\n" for line in (*excerpt, f"sha256 {hashlib.sha256(text.encode()).hexdigest()}"))


def approved_texts(scenario: str) -> dict[str, str]:
    folder = APPROVED / scenario
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in files}


def approve() -> None:
    shutil.rmtree(APPROVED, ignore_errors=True)
    for scenario in FOLDERS.scenario_names():
        for path, text in texts_to_approve(scenario).items():
            file = APPROVED / scenario / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    approve()
