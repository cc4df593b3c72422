"""What of a plan cannot be run in a cluster and judged there as in a lab. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from lab.errors import Place, Problem
from lab.export.folder import limitation_text, secret_text
from lab.export.model import Export
from lab.plan.actions import Action, ChangePlan, FaultPlan, LoadPlan, ManifestPlan
from lab.plan.model import LabPlan

_RUN_LOCALLY = "; leave out --on kubernetes, or export the scenario and judge this by hand"


def cluster_problems(plan: LabPlan, export: Export) -> tuple[Problem, ...]:
    """Empty when all of it can. Steps have their own place, what the export lacks has that of the scenario."""
    steps = (Problem(step.place, f"step {step.name!r} {why}") for step in plan.steps if (why := _why_not(step.action)))
    file = Place(plan.steps[0].place.file, 0, 0)
    return (*steps, *(Problem(file, message) for message in _missing(plan, export)))


def _why_not(action: Action) -> str:
    """Why a cluster cannot do this as a lab does; empty when it can."""
    match action:
        case LoadPlan(fault=FaultPlan() as fault):
            return _why_not(fault)
        case FaultPlan(verb="kill" | "stop" | "restart" | "start" as verb, service=service):
            return f"cannot {verb} {service} in a cluster: a pod that ends is replaced at once{_RUN_LOCALLY}"
        case FaultPlan(verb, service):
            return f"cannot {verb} {service} in a cluster: only the Docker Engine of a lab does that{_RUN_LOCALLY}"
        case ChangePlan(changed=changed):
            files = ", ".join(dict.fromkeys(value.file for value in changed))
            seen = "pods do not see a change of a ConfigMap that is mounted file by file"
            return f"cannot change {files} in a cluster: {seen}{_RUN_LOCALLY}"
        case ManifestPlan(verb):
            return f"cannot {verb} manifests: they are for the lab's own Kubernetes API{_RUN_LOCALLY}"
    return ""


def _missing(plan: LabPlan, export: Export) -> Iterator[str]:
    faults = (step.action.fault if isinstance(step.action, LoadPlan) else step.action for step in plan.steps)
    injectors = {fault.through for fault in faults if isinstance(fault, FaultPlan)}
    for limitation in export.limitations:
        if limitation.lost and limitation.service not in injectors:  # of these the steps speak
            yield limitation_text(limitation)
    for key in export.secrets:
        yield (
            f"{secret_text(key)}, would have to be a Secret before, but lab makes the namespace itself, and writes no "
            "secret values; export the scenario, and apply it by hand"
        )
    for item in export.objects:
        if item.kind == "ClusterRole":
            yield f"{item.origin.service} needs rights in the whole cluster; lab makes nothing outside of its namespace"
