"""A plan as objects of Kubernetes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lab.errors import UsageError
from lab.export import names
from lab.export.context import ExportContext, Parts
from lab.export.lab_cluster import accounts, in_a_pod, without_rights
from lab.export.left_out import changed_names, missing_keys, reason_left_out, unreachable
from lab.export.model import Export, ExportOptions, Inputs, KubernetesObject, Limitation, Origin
from lab.export.pods import Pod, named_volumes_of, pods_of
from lab.export.ports import mentions
from lab.export.prometheus_operator.operator_objects import OperatorObjects, operator_objects
from lab.export.workloads import aliases_of, services_of, workload
from lab.plan.model import LabPlan, ServicePlan
from lab.plan.naming import compose_name


def part_of(plan: LabPlan) -> str:
    """The value of the label that all objects of an export have."""
    return names.object_name(compose_name(plan.name))


def default_namespace(plan: LabPlan) -> str:
    return names.object_name(f"lab-{part_of(plan)}")


def export(plan: LabPlan, options: ExportOptions, inputs: Inputs) -> Export:
    """Objects in the order of the plan's services, then of what each consists of. Raises UsageError when two of them
    would have the same name, and for services of a Compose file of the user's."""
    if any(service.of_compose_file for service in plan.services):
        message = f"{plan.scenario} is based on a Compose file, which lab does not export"
        raise UsageError(message, remedy="write its services as components, or use kompose")
    lab = part_of(plan)
    reasons = {service.name: limitation for service in plan.services if (limitation := reason_left_out(service))}
    kept = [in_a_pod(service) for service in plan.services if service.name not in reasons]
    named = mentions(plan)
    hosts = frozenset(service.name for service in plan.services)
    ctx = ExportContext(options, inputs, lab, hosts, named_volumes_of(kept), accounts(plan))
    with_operator = options.operator or options.helm_values
    operated = operator_objects(kept, named, ctx) if with_operator else OperatorObjects()
    parts = Parts()
    for pod in pods_of(kept):
        alone = pod.services[0].name
        if alone in operated.objects:
            parts.add(operated.objects[alone])
        else:
            parts.add(workload(pod, ctx))
            parts.objects += services_of(pod, named, lab)
    _refuse_same_names(parts.objects)
    limitations = [
        *reasons.values(),
        *unreachable(named, reasons),
        *changed_names(kept, named),
        *(limitation for service in kept for limitation in missing_keys(service)),
        *parts.limitations,
        *operated.limitations,
        *without_rights(kept, ctx.accounts, options.namespace),
        *_of_pods(pods_of(kept)),
    ]
    return Export(
        scenario=plan.name,
        title=" ".join(plan.title.split()),
        namespace=options.namespace,
        objects=(_namespace(options.namespace), *parts.objects),
        limitations=_in_order(limitations, plan.services),
        secrets=tuple(dict.fromkeys(parts.secrets)),
        images=tuple(dict.fromkeys(parts.images)),
        labels=_common_labels(plan),
        helm_values=operated.helm_values if options.helm_values else None,
        scaled=bool(plan.scaled),
    )


def _refuse_same_names(objects: Iterable[KubernetesObject]) -> None:
    """Names of Compose that differ in letters only, such as `web_api` and `web-api`, are one name here."""
    by_name: dict[tuple[str, str], KubernetesObject] = {}
    for item in objects:
        other = by_name.setdefault((item.kind, item.name), item)
        if other is not item:
            message = f"{other.origin.service} and {item.origin.service} would both have a {item.kind} {item.name}"
            raise UsageError(message, remedy="rename one of the two components or volumes")


def _namespace(name: str) -> KubernetesObject:
    content: dict[str, Any] = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
    return KubernetesObject(Origin(), content)


def _common_labels(plan: LabPlan) -> dict[str, str]:
    labels = {names.MANAGED_BY: "lab", names.SCENARIO: names.label_value(plan.scenario)}
    if plan.variant_name:
        labels[names.VARIANT] = names.label_value(plan.variant_name)
    return labels


def _of_pods(pods: Iterable[Pod]) -> Iterator[Limitation]:
    for pod in pods:
        first, *others = [service.name for service in pod.services]
        if others:
            why = f"they share {', '.join(sorted(pod.shared))}, which ends with the pod"
            yield Limitation(first, f"is in one pod with {', '.join(others)}", why, "", lost=False)
        for service in pod.services:
            dotted = [alias for alias in aliases_of(service) if not names.is_host_name(alias)]
            if dotted:
                yield _aliases(service, dotted, [name for name in (first, *others) if name != service.name])


def _aliases(service: ServicePlan, aliases: Sequence[str], others: Sequence[str]) -> Limitation:
    known = f"{aliases[0]} and {len(aliases) - 1} others" if len(aliases) > 1 else aliases[0]
    why = "no Service can have a name of another domain"
    if others:
        what = f"is reached as {known} from {', '.join(others)} only"
        return Limitation(service.name, what, f"{why}; the pod has them in hostAliases", "", lost=False)
    fix = "add hostAliases with the address of its Service to the pods that ask for it"
    return Limitation(service.name, f"is not reached as {known}", why, fix)


def _in_order(limitations: Iterable[Limitation], services: Iterable[ServicePlan]) -> tuple[Limitation, ...]:
    """What is lost first; then by the order of the services."""
    place = {service.name: index for index, service in enumerate(services)}
    return tuple(sorted(dict.fromkeys(limitations), key=lambda item: (not item.lost, place[item.service])))
