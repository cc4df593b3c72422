"""The digest of a plan: the same wherever a scenario lies, another as soon as something else would run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from lab.plan.model import LabPlan


def plan_digest(made: LabPlan) -> str:
    """What a run was asked to do, in twelve characters. Paths of this machine, lines and prose are no part of it."""
    content = asdict(made)
    del content["title"], content["why"]
    if not made.networks:
        del content["networks"]  # what only some plans have changes only theirs
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
