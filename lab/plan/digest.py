"""The digest of a plan: it changes when what runs changes, and does not depend on where the scenario is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from lab.configs.manifests import Manifest
from lab.plan.model import CheckPlan, CopiedFiles, ImageSpec, LabPlan, PlacedFile, ServicePlan, StepPlan

# Paths on this machine, line numbers and prose; and what follows from the rest.
_NOT_COUNTED: Mapping[type, frozenset[str]] = {
    LabPlan: frozenset({"title", "why", "variant_name", "notes"}),
    StepPlan: frozenset({"place"}),
    CheckPlan: frozenset({"place"}),
    ServicePlan: frozenset({"grants", "lacks"}),
    ImageSpec: frozenset({"context", "bases"}),
    PlacedFile: frozenset({"source", "slot", "place", "mounted"}),
    CopiedFiles: frozenset({"source"}),
    Manifest: frozenset({"place"}),
}
# Few plans have it: without it the digest is what it was before there was such a thing.
_COUNTED_WHERE_GIVEN: Mapping[type, frozenset[str]] = {
    LabPlan: frozenset({"networks", "ask", "cluster"}),
    CheckPlan: frozenset({"miss", "ask"}),
    ServicePlan: frozenset({"paths", "views", "starts_after", "of_compose_file", "health_check", "ends"}),
    ImageSpec: frozenset({"recipe_of", "dockerfile", "target"}),
}


def with_digest(plan: LabPlan) -> LabPlan:
    return replace(plan, digest=plan_digest(replace(plan, digest="")))


def plan_digest(plan: LabPlan) -> str:
    """Twelve characters."""
    return hashlib.sha256(json.dumps(plan, default=_counted, sort_keys=True).encode()).hexdigest()[:12]


def _counted(value: Any) -> Any:
    """What counts of a value that JSON does not know."""
    if not is_dataclass(value):
        return str(value)
    kind = type(value)
    not_counted, where_given = _NOT_COUNTED.get(kind, frozenset()), _COUNTED_WHERE_GIVEN.get(kind, frozenset())
    content = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in not_counted}
    return {name: part for name, part in content.items() if part or name not in where_given}
