"""Deployments, suspended Jobs and Services."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lab.export import names, ports
from lab.export.access import access_objects, discovery_roles
from lab.export.containers import container
from lab.export.context import ExportContext, Parts
from lab.export.files import file_mounts
from lab.export.lab_cluster import account_objects
from lab.export.model import KubernetesObject, Origin
from lab.export.pods import Pod
from lab.export.ports import Mention
from lab.export.probes import seconds
from lab.export.security import pod_security
from lab.export.text import plain
from lab.export.volumes import data_mounts
from lab.plan.model import ServicePlan

_GRACE_S = 10  # of Compose


def workload(pod: Pod, ctx: ExportContext) -> Parts:
    """A Deployment or a Job, with what its containers need."""
    parts = Parts()
    containers: list[dict[str, Any]] = []
    volumes: dict[str, dict[str, Any]] = {}
    checksum: list[bytes] = []
    persistent = False
    for service in pod.services:
        mounted = file_mounts(service, ctx.inputs, ctx.part_of, ctx.hosts)
        data = data_mounts(service, pod, ctx.volumes, ctx.options, ctx.part_of)
        mounts = [*mounted.mounts, *data.mounts]
        result = container(service, mounts, ctx.inputs, ctx.options, named_ports=len(pod.services) == 1)
        containers.append(result.content)
        volumes.update({volume["name"]: volume for volume in mounted.volumes} | data.volumes)
        checksum += mounted.checksum
        persistent = persistent or data.persistent
        parts.objects += [*mounted.objects, *data.objects]
        parts.secrets += [*mounted.secrets, *result.secrets]
        parts.limitations += [*mounted.limitations, *data.limitations, *result.limitations]
        parts.images += [result.image] if result.image else []
    account = list(_accounts(pod, ctx))
    parts.objects += [item for _, items in account for item in items]
    spec = _pod_spec(pod, containers, volumes, persistent, account[0][0] if account else "")
    parts.objects.insert(0, _controller(pod, spec, checksum, ctx))
    return parts


def _accounts(pod: Pod, ctx: ExportContext) -> Iterator[tuple[str, tuple[KubernetesObject, ...]]]:
    for service in pod.services:
        if account := ctx.accounts.get(service.name):
            namespace = ctx.options.namespace
            yield account.name, tuple(account_objects(pod.name, [service], ctx.accounts, namespace, ctx.part_of))
            continue
        roles, wide = discovery_roles(service)
        if roles:
            objects = access_objects(pod.name, service, roles, wide, ctx.options.namespace, ctx.part_of)
            yield pod.name, objects


def _pod_spec(
    pod: Pod, containers: list[dict[str, Any]], volumes: Mapping[str, dict[str, Any]], persistent: bool, account: str
) -> dict[str, Any]:
    aliases = [name for service in pod.services for name in aliases_of(service)] if len(pod.services) > 1 else []
    hosts = {address: [name] for service in pod.services for name, address in _extra_hosts(service)}
    host_aliases = [{"ip": "127.0.0.1", "hostnames": aliases}] if aliases else []
    host_aliases += [{"ip": address, "hostnames": hostnames} for address, hostnames in sorted(hosts.items())]
    return names.without_empty(
        {
            "serviceAccountName": account,
            "automountServiceAccountToken": bool(account),
            # Or each Service becomes variables such as PROMETHEUS_PORT, which programs take for their settings.
            "enableServiceLinks": False,
            "hostname": next((plain(s.compose["hostname"]) for s in pod.services if s.compose.get("hostname")), ""),
            "hostAliases": host_aliases,
            "restartPolicy": "Never" if _on_demand(pod) else "Always",
            "terminationGracePeriodSeconds": max(
                seconds(service.compose.get("stop_grace_period"), _GRACE_S) for service in pod.services
            ),
            "nodeSelector": _nodes(pod),
            "securityContext": pod_security(pod.services, persistent),
            "containers": containers,
            "volumes": list(volumes.values()),
        }
    )


def aliases_of(service: ServicePlan) -> tuple[str, ...]:
    """Further host names of the service."""
    networks = service.compose.get("networks")
    default = networks.get("default") if isinstance(networks, Mapping) else None
    return tuple((default or {}).get("aliases", ()))


def _extra_hosts(service: ServicePlan) -> Iterable[tuple[str, str]]:
    hosts: Mapping[str, str] = service.compose.get("extra_hosts", {})
    return hosts.items()


def _nodes(pod: Pod) -> dict[str, str]:
    platform = next((str(s.compose["platform"]) for s in pod.services if s.compose.get("platform")), "")
    parts = platform.split("/")
    return {"kubernetes.io/os": parts[0], "kubernetes.io/arch": parts[1]} if len(parts) > 1 else {}


def _on_demand(pod: Pod) -> bool:
    return any(service.on_demand for service in pod.services)


def _controller(pod: Pod, spec: dict[str, Any], checksum: list[bytes], ctx: ExportContext) -> KubernetesObject:
    component = pod.services[0].component
    selected = names.selector(pod.name, ctx.part_of)
    labels = names.labels(pod.name, ctx.part_of, component)
    annotations = {
        key: plain(value)
        for service in pod.services
        for key, value in service.compose.get("labels", {}).items()
        if names.is_annotation(key)
    }
    if checksum:
        annotations[names.CHECKSUM] = names.digest(*checksum)[:16]
    template = {"metadata": names.without_empty({"labels": labels, "annotations": annotations}), "spec": spec}
    metadata = {"name": pod.name, "labels": labels}
    content: dict[str, Any]
    if _on_demand(pod):
        job = {"suspend": True, "backoffLimit": 0, "completions": 1, "parallelism": 1, "template": template}
        content = {"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": job}
    else:
        deployment = {
            "replicas": 1,
            "selector": {"matchLabels": selected},
            # As Compose does: never two of a service, between which its requests would be divided.
            "strategy": {"type": "Recreate"},
            "template": template,
        }
        content = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": deployment}
    return KubernetesObject(Origin(pod.name), content)


def services_of(pod: Pod, named: Iterable[Mention], part_of: str) -> Iterator[KubernetesObject]:
    """A Service under the name of each of the pod's services, so that configurations find them as in Compose."""
    named = tuple(named)
    for service in pod.services:
        listed = ports.service_ports(service, named)
        own = names.object_name(service.name)
        plain_aliases = [alias for alias in aliases_of(service) if names.is_host_name(alias)]
        for name in (own, *plain_aliases) if listed and not service.on_demand else ():
            labels = names.labels(name, part_of, service.component)
            yield service_object(name, own, labels, names.selector(pod.name, part_of), listed)


def service_object(
    name: str,
    service: str,
    labels: Mapping[str, str],
    selected: Mapping[str, str],
    listed: Iterable[ports.ServicePort],
) -> KubernetesObject:
    spec = {"selector": dict(selected), "ports": ports.as_yaml(listed)}
    content = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "labels": dict(labels)}, "spec": spec}
    return KubernetesObject(Origin(service), content)
