"""What the scenarios of all folders use that images built here lack, for `lab doctor`."""

from __future__ import annotations

from lab.errors import Problem, Problems
from lab.plan.planning import plan
from lab.stack.folders import Folders


def lacking(folders: Folders, built: frozenset[str]) -> tuple[Problem, ...]:
    """`built`: components whose image was built here. Scenarios with problems are left to `lab check`."""
    found: dict[Problem, None] = {}
    for name in folders.scenario_names():
        try:
            services = plan(folders.scenario(name), folders).services
        except Problems:
            continue
        for service in services:
            if service.component in built:
                found |= dict.fromkeys(service.lacks)
    return tuple(sorted(found))
