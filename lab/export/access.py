"""Who may ask the API of the cluster: a ServiceAccount with the least that a service discovery needs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import yaml

from lab.configs.prometheus import DISCOVERY_READS
from lab.export import names
from lab.export.model import KubernetesObject, Origin
from lab.plan.model import ServicePlan

_API = "rbac.authorization.k8s.io"
_READ = ["get", "list", "watch"]


def discovery_roles(service: ServicePlan) -> tuple[frozenset[str], bool]:
    """The roles of the service's `kubernetes_sd_configs`, and whether it looks beyond its own namespace."""
    entries = [entry for file in service.files for entry in _discoveries(file.text)]
    # With an address or a kubeconfig it is not the cluster that it runs in.
    own = [entry for entry in entries if not (entry.get("api_server") or entry.get("kubeconfig_file"))]
    roles = frozenset(role for entry in own if (role := str(entry.get("role"))) in DISCOVERY_READS)
    wide = any(_namespaces(entry) != ([], True) for entry in own) or "node" in roles
    return roles, wide


def _namespaces(entry: Mapping[str, Any]) -> tuple[list[Any], bool]:
    given = entry.get("namespaces")
    spec: Mapping[str, Any] = given if isinstance(given, dict) else {}
    return list(spec.get("names") or []), bool(spec.get("own_namespace"))


def _discoveries(text: str) -> Iterator[Mapping[str, Any]]:
    if "kubernetes_sd_configs" not in text:
        return
    try:
        documents = list(yaml.load_all(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        return
    pending: list[Any] = documents
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            found = value.get("kubernetes_sd_configs")
            yield from (entry for entry in found if isinstance(entry, dict)) if isinstance(found, list) else ()
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)


def access_objects(
    name: str, service: ServicePlan, roles: Collection[str], wide: bool, namespace: str, part_of: str
) -> tuple[KubernetesObject, ...]:
    """The ServiceAccount `name` and what it may do, in all namespaces when `wide`."""
    origin = Origin(names.object_name(service.name))
    common = names.labels(names.object_name(service.name), part_of, service.component)
    kind = "ClusterRole" if wide else "Role"
    role = names.object_name(f"{namespace}-{name}") if wide else name  # those of a cluster have no namespace
    rules = _rules(roles)
    if "node" in roles:
        rules = [*rules, {"nonResourceURLs": ["/metrics", "/metrics/cadvisor"], "verbs": ["get"]}]
    subject = {"kind": "ServiceAccount", "name": name, "namespace": namespace}
    contents: list[dict[str, Any]] = [
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name, "labels": common}},
        {"apiVersion": f"{_API}/v1", "kind": kind, "metadata": {"name": role, "labels": common}, "rules": rules},
        {
            "apiVersion": f"{_API}/v1",
            "kind": f"{kind}Binding",
            "metadata": {"name": role, "labels": common},
            "roleRef": {"apiGroup": _API, "kind": kind, "name": role},
            "subjects": [subject],
        },
    ]
    return tuple(KubernetesObject(origin, content) for content in contents)


def _rules(roles: Collection[str]) -> list[dict[str, Any]]:
    groups: dict[str, set[str]] = {}
    for role in roles:
        for group, resources in DISCOVERY_READS[role].items():
            groups.setdefault(group, set()).update(resources)
    if "node" in roles:
        groups[""].add("nodes/metrics")
    return [
        {"apiGroups": [group], "resources": sorted(resources), "verbs": _READ}
        for group, resources in sorted(groups.items())
    ]
