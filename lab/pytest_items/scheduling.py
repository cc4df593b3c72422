"""pytest-xdist distributes whole labs. Every other test goes alone, or with its xdist_group.

xdist's own groups by mark would change the ids of items, and need `--dist` beside every `-n`.
"""

from __future__ import annotations

from pathlib import Path

from xdist.scheduler import LoadGroupScheduling  # type: ignore[import-untyped]  # xdist ships no types


class LabsWhole(LoadGroupScheduling):  # type: ignore[misc]  # for the same reason
    def _split_scope(self, nodeid: str) -> str:
        """The part before the name of an expectation is its scenario's file, or the mutant in it: one lab each."""
        lab, _, _ = nodeid.rpartition("::")
        file, _, _ = lab.partition("::")
        return lab if Path(file).name == "scenario.yaml" else str(super()._split_scope(nodeid))
