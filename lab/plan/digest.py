"""The digest of a plan: the same wherever a scenario is, another one as soon as something else would run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace

from lab.plan.model import LabPlan


def with_digest(plan: LabPlan) -> LabPlan:
    return replace(plan, digest=plan_digest(replace(plan, digest="")))


def plan_digest(plan: LabPlan) -> str:
    """What a run does, in twelve characters. Paths of this machine, line numbers and prose do not count."""
    content = asdict(plan)
    del content["title"], content["why"]
    if not plan.networks:
        del content["networks"]  # a field that few plans have changes only their digests
    for step in content["steps"]:
        for placed in (step, *step["wait"], *step["throughout"], *step["expect"]):
            del placed["place"]
        for check in (*step["wait"], *step["throughout"], *step["expect"]):
            if check["miss"] is None:
                del check["miss"]
    for service in content["services"]:
        service["image"] = {key: service["image"][key] for key in ("component", "reference", "args", "override")}
        for file in service["files"]:
            del file["source"]
    return hashlib.sha256(json.dumps(content, default=str, sort_keys=True).encode()).hexdigest()[:12]
