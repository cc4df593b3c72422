"""Applies manifests to the Kubernetes API of a lab and deletes them, and waits until it is done: by condition.

What is waited for: definitions of kinds are established, workloads have all their pods available, nodes are ready,
what is deleted has gone. Pods of their own are not waited for, and no object with the annotation `lab/wait: "false"`:
a scenario may be about one that never runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lab.backends.bounds import Bounds
from lab.backends.endpoint import Url
from lab.backends.kubernetes import KubernetesApi
from lab.configs.manifests import Manifest
from lab.errors import LabError, StepFailed
from lab.expectations.formatting import on_one_line
from lab.language.one_line import shortened
from lab.plan.actions import ManifestPlan
from lab.queries.answer import Answer
from lab.run.clock import Clock

APPLY_S = 30.0  # until everything is applied
SETTLE_S = 30.0  # until what was applied is as it should be, or what was deleted has gone
_POLL_S = 0.05
# What controllers make, or what has just been defined, is there a moment later.
LATER_S = 5.0
_COMES_LATER = ("error looking up service account", "because it is being terminated", "the API has no kind")


def change_objects(plan: ManifestPlan, url: Url, clock: Clock) -> str:
    """Does what a step says, and waits until it is done. Returns what it did, in words. Raises StepFailed."""
    try:
        if plan.verb == "apply":
            apply_objects(plan.objects, url, clock)
            wait_until_settled(plan.objects, url, clock)
        else:
            _delete(plan.objects, url, clock)
    except LabError as error:
        raise StepFailed(error.message, remedy=error.remedy, evidence=error.evidence) from None
    return ", ".join(manifest.title for manifest in plan.objects)


def apply_objects(objects: tuple[Manifest, ...], url: Url, clock: Clock) -> None:
    """In their order; what defines kinds is waited for before what follows. Raises LabError with all refusals."""
    api = KubernetesApi(url, Bounds(clock.stopped.is_set))
    definitions = tuple(one for one in objects if one.kind in ("Namespace", "CustomResourceDefinition"))
    rest = tuple(one for one in objects if one not in definitions)
    _apply(definitions, api, clock)
    _settle(definitions, api, clock)
    _apply(rest, api, clock)


def wait_until_settled(objects: tuple[Manifest, ...], url: Url, clock: Clock) -> None:
    """Raises LabError that names what is missing."""
    _settle(objects, KubernetesApi(url, Bounds(clock.stopped.is_set)), clock)


def _apply(objects: tuple[Manifest, ...], api: KubernetesApi, clock: Clock) -> None:
    began = clock.ms()

    def problem(manifest: Manifest) -> tuple[str, bool]:
        answer = api.apply(manifest)
        may_come = clock.ms() - began < LATER_S * 1000 and any(text in answer.error for text in _COMES_LATER)
        return answer.error, answer.refused and not may_come

    _until_none(objects, problem, APPLY_S, clock, "the Kubernetes API refuses")


def _delete(objects: tuple[Manifest, ...], url: Url, clock: Clock) -> None:
    api = KubernetesApi(url, Bounds(clock.stopped.is_set))
    for manifest in reversed(objects):
        answer = api.delete(manifest)
        if answer.error and answer.refused:
            raise LabError(f"{manifest.place}: {manifest.title} cannot be deleted: {answer.error}")

    def problem(manifest: Manifest) -> tuple[str, bool]:
        answer = api.get(manifest)
        return answer.error or ("is still there" if answer.json else ""), False

    _until_none(objects, problem, SETTLE_S, clock, "not deleted")


def _settle(objects: tuple[Manifest, ...], api: KubernetesApi, clock: Clock) -> None:
    awaited = tuple(one for one in objects if one.kind in _UNSETTLED and one.awaited)

    def problem(manifest: Manifest) -> tuple[str, bool]:
        answer = api.get(manifest)
        return _why_unsettled(manifest, answer), False

    _until_none(awaited, problem, SETTLE_S, clock, "not ready in time")


def _until_none(
    objects: tuple[Manifest, ...],
    problem: Callable[[Manifest], tuple[str, bool]],
    seconds: float,
    clock: Clock,
    what: str,
) -> None:
    """Asks for the problem of each object until there is none. `problem`: its text, and whether it will stay.

    Raises LabError with all that are left at the deadline, or once one of them stays.
    """
    waiting, began = objects, clock.ms()
    while waiting:
        found = {manifest.title: (manifest, *problem(manifest)) for manifest in waiting}
        left = [(manifest, text, final) for manifest, text, final in found.values() if text]
        late = clock.ms() - began > seconds * 1000 or clock.stopped.is_set()
        if left and (late or any(final for _, _, final in left)):
            wrong = [entry for entry in left if entry[2]] or left
            lines = "\n".join(f"{manifest.place}: {manifest.title}: {text}" for manifest, text, _ in wrong)
            number = f" ({len(wrong)} objects)" if len(wrong) > 1 else ""
            first, text = wrong[0][0], wrong[0][1]
            raise LabError(
                f"{what}: {first.place}: {first.title}: {on_one_line(text, 400)}{number}",
                remedy="correct the manifest; lab kubectl LAB get, describe and explain show what the API has",
                evidence=lines,
            )
        waiting = tuple(manifest for manifest, _, _ in left)
        if waiting:
            clock.pause(_POLL_S)


def _why_unsettled(manifest: Manifest, answer: Answer) -> str:
    """Empty when the object is as one waits for it."""
    if answer.error:
        return answer.error
    if not answer.json:
        return "does not exist"
    status = answer.json.get("status") or {}
    generation = (answer.json.get("metadata") or {}).get("generation", 0)
    if status.get("observedGeneration", generation) < generation:
        return "its controller has not seen it yet"
    return _UNSETTLED[manifest.kind](answer.json.get("spec") or {}, status)


def _condition(wanted: str) -> Callable[[Mapping[str, Any], Mapping[str, Any]], str]:
    def why(spec: Mapping[str, Any], status: Mapping[str, Any]) -> str:
        for condition in status.get("conditions") or ():
            if condition.get("type") == wanted:
                if condition.get("status") == "True":
                    return ""
                said = condition.get("message") or condition.get("reason") or "no reason given"
                return f"the condition {wanted} is {condition.get('status')}: {shortened(said)}"
        return f"it has no condition {wanted} yet"

    return why


def _replicas(ready: str) -> Callable[[Mapping[str, Any], Mapping[str, Any]], str]:
    def why(spec: Mapping[str, Any], status: Mapping[str, Any]) -> str:
        wanted = spec.get("replicas", 1)
        updated, available = status.get("updatedReplicas", 0), status.get(ready, 0)
        if status.get("replicas", 0) == updated == available == wanted:
            return ""
        return f"{available} of {wanted} pods are ready, {updated} of them as the manifest has them now"

    return why


def _on_every_node(spec: Mapping[str, Any], status: Mapping[str, Any]) -> str:
    wanted, ready = status.get("desiredNumberScheduled", 0), status.get("numberReady", 0)
    return "" if wanted and ready == wanted else f"ready on {ready} of {wanted} nodes"


def _active(spec: Mapping[str, Any], status: Mapping[str, Any]) -> str:
    phase = status.get("phase")
    return "" if phase == "Active" else f"its phase is {phase}"


# Kind -> why an object of it, by its spec and status, is not yet as it should be.
_UNSETTLED: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], str]] = {
    "CustomResourceDefinition": _condition("Established"),
    "Namespace": _active,
    "Node": _condition("Ready"),
    "Deployment": _replicas("availableReplicas"),
    "StatefulSet": _replicas("readyReplicas"),
    "DaemonSet": _on_every_node,
}
