"""A scenario with a Kubernetes API of its own: the cluster that it is exported to has one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lab.export import names
from lab.export.model import KubernetesObject, Limitation, Origin
from lab.language.compose.mounts import mount
from lab.plan.kubernetes import API, BUNDLE, PKI
from lab.plan.model import LabPlan, ServicePlan
from lab.plan.services import named_volumes

# Where a pod has the token of its account, and how it finds the API: Kubernetes puts both into each pod itself.
_TOKEN_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount"  # noqa: S105 - a path
_VARIABLES = ("KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT")
_CREDENTIALS = "kubernetes"  # the volume by which services reach the lab's API as an administrator


@dataclass(frozen=True, slots=True)
class Account:
    """A ServiceAccount that the manifests of the scenario say something about."""

    namespace: str
    name: str


def is_part_of_cluster(service: ServicePlan) -> bool:
    """Whether the service belongs to the lab's API, or administers it."""
    return service.name in BUNDLE or _CREDENTIALS in named_volumes(service.compose)


def left_out_for_cluster(service: ServicePlan) -> Limitation:
    """Only once for all of them it is said what to do."""
    if service.name == API:
        why = "it applies the manifests of the scenario to the lab's own Kubernetes API, where nodes are simulated"
        fix = "apply the manifests to the cluster, where pods are real: kubectl apply --server-side -f FOLDER"
        return Limitation(service.name, "is left out", why, fix)
    return Limitation(service.name, "is left out", "the cluster has its own", "", lost=False)


def accounts(plan: LabPlan) -> Mapping[str, Account]:
    """Service -> the account it acts as."""
    lists = [str(one.compose.get("environment", {}).get("ACCOUNTS", "")) for one in plan.services if one.name == PKI]
    pairs = (text.partition("=") for text in " ".join(lists).split())
    return {service: Account(*account.split("/", 1)) for service, _, account in pairs}


def in_a_pod(service: ServicePlan) -> ServicePlan:
    """The service without what Kubernetes gives to each pod."""
    compose = dict(service.compose)
    volumes = [entry for entry in compose.get("volumes", ()) if mount(entry).target != _TOKEN_FOLDER]
    variables = {key: value for key, value in compose.get("environment", {}).items() if key not in _VARIABLES}
    return replace(service, compose={**compose, "volumes": volumes, "environment": variables})


def account_objects(
    pod: str, services: Sequence[ServicePlan], known: Mapping[str, Account], namespace: str, part_of: str
) -> Iterator[KubernetesObject]:
    """The account of the pod, which the manifests of the scenario make only in the namespace that they name."""
    for service in services:
        account = known.get(service.name)
        if account is not None and account.namespace != namespace:
            labels = names.labels(names.object_name(service.name), part_of, service.component)
            content = {
                "apiVersion": "v1",
                "kind": "ServiceAccount",
                "metadata": {"name": account.name, "labels": labels},
            }
            yield KubernetesObject(Origin(pod), content)


def without_rights(
    services: Sequence[ServicePlan], known: Mapping[str, Account], namespace: str
) -> Iterator[Limitation]:
    """Accounts that have their rights in another namespace."""
    for service in services:
        account = known.get(service.name)
        if account is not None and account.namespace != namespace:
            why = f"the manifests of the scenario give rights to {account.name} in the namespace {account.namespace}"
            fix = f"give --namespace {account.namespace}, or bind the rights to {account.name} in {namespace}"
            yield Limitation(service.name, "has an account without rights", why, fix)
