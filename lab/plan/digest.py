"""The digest of a plan: it changes when what runs changes, and does not depend on where the scenario is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace

from lab.plan.model import LabPlan


def with_digest(plan: LabPlan) -> LabPlan:
    return replace(plan, digest=plan_digest(replace(plan, digest="")))


def plan_digest(plan: LabPlan) -> str:
    """Twelve characters; paths on this machine, line numbers and prose do not count."""
    content = asdict(plan)
    del content["title"], content["why"], content["variant_name"]
    for key in ("networks", "ask"):
        if not content[key]:
            del content[key]  # few plans have it: the digests of the others stay the same
    for step in content["steps"]:
        for placed in (step, *step["wait"], *step["throughout"], *step["expect"]):
            del placed["place"]
        for check in (*step["wait"], *step["throughout"], *step["expect"]):
            if check["miss"] is None:
                del check["miss"]
            if not check["ask"]:
                del check["ask"]
    for service in content["services"]:
        service["image"] = {key: service["image"][key] for key in ("component", "reference", "args", "override")}
        del service["grants"], service["lacks"]  # they follow from the Compose service, and from the files
        for file in (*service["files"], *service["copies"]):
            del file["source"]
        for file in service["files"]:
            del file["slot"], file["place"]
    return hashlib.sha256(json.dumps(content, default=str, sort_keys=True).encode()).hexdigest()[:12]
