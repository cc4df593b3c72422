"""Rendered trees that were read and found good: every text of every scenario, as a folder to take away.

`python -m tests.render.approve` writes them anew; read the difference before you commit it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from lab.plan.planning import plan
from lab.render.tree import RenderedTree, render
from tests.plan.planned import FOLDERS

APPROVED = Path(__file__).parent / "approved"


def rendered(scenario: str) -> RenderedTree:
    return render(plan(FOLDERS.scenario(scenario), FOLDERS))


def approved_texts(scenario: str) -> dict[str, str]:
    folder = APPROVED / scenario
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in files}


def approve() -> None:
    shutil.rmtree(APPROVED, ignore_errors=True)
    for scenario in FOLDERS.scenario_names():
        for path, text in rendered(scenario).texts.items():
            file = APPROVED / scenario / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    approve()
