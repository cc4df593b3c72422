"""Makes pytest-xdist distribute whole labs. Other tests are distributed one by one, or by their xdist_group.

Groups by xdist's own mark would change the ids of items, and would need `--dist` with every `-n`.
"""

from __future__ import annotations

from pathlib import Path

from xdist.scheduler import LoadGroupScheduling  # type: ignore[import-untyped]  # xdist ships no types


class LabScheduling(LoadGroupScheduling):  # type: ignore[misc]  # for the same reason
    def _split_scope(self, nodeid: str) -> str:
        """The id without the last part, the expectation: the scenario file, or the mutant in it. Either is one lab."""
        lab, _, _ = nodeid.rpartition("::")
        file, _, _ = lab.partition("::")
        return lab if Path(file).name == "scenario.yaml" else str(super()._split_scope(nodeid))
