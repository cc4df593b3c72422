"""The approved list of what shipped scenarios lose on Kubernetes; a scenario that loses nothing is not in it.

`python -m tests.export.approve` writes it anew; read the difference before you commit it.
"""

from __future__ import annotations

from pathlib import Path

from lab.export.folder import limitation_text
from lab.export.model import Export
from lab.plan.planning import plan
from tests.export.exported import exported
from tests.plan.planned import FOLDERS

APPROVED = Path(__file__).parent / "approved" / "not-exported.txt"


def exports(scenario: str) -> dict[str, Export]:
    """As plain manifests, for the operator, and for its Helm chart."""
    planned = plan(FOLDERS.scenario(scenario), FOLDERS)
    return {
        "plain": exported(planned),
        "operator": exported(planned, operator=True),
        "chart": exported(planned, operator=True, helm_values=True),
    }


def lost(export: Export) -> list[str]:
    return [limitation_text(item) for item in export.limitations if item.lost]


def text_to_approve() -> str:
    """The scenarios with their lines."""
    listed = {name: lost(exports(name)["plain"]) for name in FOLDERS.scenario_names()}
    return "\n".join("\n".join([name, *(f"  {line}" for line in lines), ""]) for name, lines in listed.items() if lines)


if __name__ == "__main__":
    APPROVED.parent.mkdir(exist_ok=True)
    APPROVED.write_text(text_to_approve(), encoding="utf-8")
