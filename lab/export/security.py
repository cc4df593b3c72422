"""The securityContext of a container and its pod."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lab.export.model import Limitation
from lab.export.text import plain
from lab.plan.model import ServicePlan

# A group that may write to PersistentVolumes, whoever the container runs as: a new volume belongs to root.
VOLUME_GROUP = 65534

# Docker lets every user of a container listen on every port; not every runtime of Kubernetes does. It is one of the
# sysctls that are allowed everywhere.
_OF_DOCKER = {"net.ipv4.ip_unprivileged_port_start": "0"}


def container_security(service: ServicePlan) -> tuple[dict[str, Any], tuple[Limitation, ...]]:
    compose = service.compose
    context: dict[str, Any] = {
        "allowPrivilegeEscalation": not any(
            str(option).startswith("no-new-privileges") for option in compose.get("security_opt", ())
        ),
        "readOnlyRootFilesystem": bool(compose.get("read_only", False)),
    }
    capabilities = {
        key: [name.removeprefix("CAP_") for name in compose[given]]
        for key, given in (("drop", "cap_drop"), ("add", "cap_add"))
        if compose.get(given)
    }
    if capabilities:
        context["capabilities"] = capabilities
    user, _, group = plain(compose.get("user", "")).partition(":")
    lost = []
    for key, text in (("runAsUser", user), ("runAsGroup", group)):
        if text.isdigit():
            context[key] = int(text)
        elif text:
            why = "Kubernetes takes users and groups by number"
            lost.append(Limitation(service.name, f"does not run as {text}", why, "write its number in 'user'"))
    return context, tuple(lost)


def pod_security(services: Iterable[ServicePlan], persistent: bool) -> dict[str, Any]:
    """`persistent`: the pod has a PersistentVolumeClaim."""
    context: dict[str, Any] = {"seccompProfile": {"type": "RuntimeDefault"}}
    groups = [int(text) for service in services for text in service.compose.get("group_add", ()) if text.isdigit()]
    if groups:
        context["supplementalGroups"] = sorted(set(groups))
    if persistent:
        context["fsGroup"] = VOLUME_GROUP
    given = {name: plain(value) for service in services for name, value in service.compose.get("sysctls", {}).items()}
    sysctls = {**_OF_DOCKER, **given}
    context["sysctls"] = [{"name": name, "value": value} for name, value in sorted(sysctls.items())]
    return context
