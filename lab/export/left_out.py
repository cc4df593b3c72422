"""What cannot be exported, and why: whole services, and keys of a service that Kubernetes has no counterpart for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lab.export import names
from lab.export.lab_cluster import is_part_of_cluster, left_out_for_cluster
from lab.export.model import Limitation
from lab.export.ports import Mention
from lab.plan.limits import PIDS
from lab.plan.model import ServicePlan

_HANDLED = """
cap_add cap_drop command cpu_shares cpus depends_on entrypoint env_file environment expose extra_hosts group_add
healthcheck hostname labels mem_limit mem_reservation networks pids_limit platform profiles read_only restart
security_opt shm_size stdin_open stop_grace_period sysctls tmpfs tty user volumes working_dir
"""
_UNKNOWN = "a pod has nothing of the kind"
_HINTS = {
    "init": "let the image start its program with an init such as tini",
    "stop_signal": "set STOPSIGNAL in the image",
    "ulimits": "set limits of the nodes, or let the image's entrypoint call ulimit",
}


def reason_left_out(service: ServicePlan) -> Limitation | None:
    """Why the service is not exported at all; None when it is."""
    if is_part_of_cluster(service):
        return left_out_for_cluster(service)
    host = [grant.text for grant in service.grants if grant.host]
    mode = str(service.compose.get("network_mode", ""))
    if mode.startswith("service:"):
        target = mode.partition(":")[2]
        why = f"it enters the network of {target} while that runs, which only the engine of the lab can arrange"
        fix = "inject network faults with a tool of the cluster, such as Chaos Mesh, or a NetworkPolicy"
        return Limitation(service.name, "is left out", why, fix)
    if host:
        return Limitation(service.name, "is left out", f"it {', '.join(host)}", _instead(service, host))
    return None


def _instead(service: ServicePlan, grants: Iterable[str]) -> str:
    if any("docker.sock" in grant for grant in grants):
        return (
            "find targets by kubernetes_sd_configs or ServiceMonitors, and read logs with an agent on each node; "
            "containerd has no Docker socket"
        )
    if "cadvisor" in service.component:
        return "scrape /metrics/cadvisor of the kubelets: cAdvisor is a part of them"
    if "node-exporter" in service.component or "node-exporter" in service.roles:
        return "run it on each node as a DaemonSet, for example by the chart prometheus-node-exporter"
    return "run it on the nodes as a DaemonSet that your cluster's policies allow"


def missing_keys(service: ServicePlan) -> Iterator[Limitation]:
    """Keys of the Compose service that are lost."""
    for key in sorted(set(service.compose) - set(_HANDLED.split())):
        if service.compose[key] not in (None, False, [], {}):
            fix = _HINTS.get(key, f"do without {key!r}, or arrange it in the cluster")
            yield Limitation(service.name, f"is without {key!r}", _UNKNOWN, fix, lost=key not in _HINTS)
    if service.compose.get("pids_limit", PIDS) != PIDS:
        limit = service.compose["pids_limit"]
        why = "the number of processes is limited by the kubelet, the same for all pods of a node"
        fix = "set podPidsLimit of the kubelets"
        yield Limitation(service.name, f"is without its process limit of {limit}", why, fix, lost=False)
    for key in service.compose.get("labels", {}):
        if not names.is_annotation(key):
            why = "labels of a container become annotations of its pod, whose names have only letters, digits, . _ -"
            yield Limitation(service.name, f"is without the label {key!r}", why, "choose another name")


def unreachable(named: Iterable[Mention], absent: Mapping[str, Limitation]) -> Iterator[Limitation]:
    """Services that ask others which are left out."""
    pairs = dict.fromkeys((mention.by, mention.host, mention.port) for mention in named if mention.host in absent)
    for by, host, port in pairs:
        if by not in absent:
            fix = f"remove it from the configuration, or run a {host} in the namespace"
            yield Limitation(by, f"cannot reach {host}:{port}", f"{host} is left out", fix)


def changed_names(services: Iterable[ServicePlan], named: Iterable[Mention]) -> Iterator[Limitation]:
    """Services whose name no Service may have, and who names them."""
    named = tuple(named)
    for service in services:
        if names.is_host_name(service.name):
            continue
        name = names.object_name(service.name)
        callers = sorted({mention.by for mention in named if mention.host == service.name})
        why = "a Service's name has lower case letters, digits and '-', and begins with a letter"
        fix = f"rename the component to {name}" + (f"; {', '.join(callers)} would not find it" if callers else "")
        yield Limitation(service.name, f"is called {name}", why, fix, lost=bool(callers))


def kept_as_deployment(service: ServicePlan, reason: str) -> Limitation:
    """A Prometheus that the operator cannot run as it is."""
    return Limitation(service.name, "stays a Deployment, which the operator does not run", reason, "", lost=False)
