"""Whether the user of a context may do what running a lab needs, asked before anything is applied."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from lab.kubernetes.kubectl import Kubectl

# Kind -> API group and resource.
_RESOURCES = {
    "ConfigMap": ("", "configmaps"),
    "Deployment": ("apps", "deployments"),
    "Job": ("batch", "jobs"),
    "PersistentVolumeClaim": ("", "persistentvolumeclaims"),
    "Role": ("rbac.authorization.k8s.io", "roles"),
    "RoleBinding": ("rbac.authorization.k8s.io", "rolebindings"),
    "Service": ("", "services"),
    "ServiceAccount": ("", "serviceaccounts"),
}
_IN_CLUSTER = (("create", "", "namespaces"), ("list", "", "namespaces"), ("delete", "", "namespaces"))
_IN_NAMESPACE = (
    ("list", "", "pods"),
    ("get", "", "pods"),
    ("get", "", "pods/log"),
    ("create", "", "pods/portforward"),
)


def rights_for(kinds: Collection[str]) -> tuple[tuple[str, str, str], ...]:
    """Verb, API group and resource of all that is done with objects of these kinds."""
    applied = [_RESOURCES[kind] for kind in sorted(kinds) if kind in _RESOURCES]
    # Server-side applying is a patch, also of what is not there yet. kubectl looks at a Job before it lets that run.
    verbs = {"jobs": ("create", "patch", "get")}
    changed = (
        (verb, group, resource) for group, resource in applied for verb in verbs.get(resource, ("create", "patch"))
    )
    return (*_IN_CLUSTER, *_IN_NAMESPACE, *changed)


def missing_rights(kubectl: Kubectl, namespace: str, kinds: Collection[str]) -> list[str]:
    """In words: `create namespaces`. `kinds`: of the objects that are to be applied. Raises KubectlFailed."""
    rights = rights_for(kinds)
    reviews = [json.dumps(_review(*right, "" if right in _IN_CLUSTER else namespace)) for right in rights]
    # One call for all: each prints its answer on a line, in this order. To validate them here takes rights of its own.
    output = '--output=jsonpath={.status.allowed}{"\\n"}'
    answers = kubectl.run("create", "--filename=-", "--validate=false", output, stdin="\n".join(reviews))
    allowed = answers.split()
    return list(_words(right for right, answer in zip(rights, allowed, strict=True) if answer != "true"))


def _review(verb: str, group: str, resource: str, namespace: str) -> dict[str, Any]:
    name, _, below = resource.partition("/")
    asked = {"verb": verb, "group": group, "resource": name, "subresource": below, "namespace": namespace}
    return {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": {key: value for key, value in asked.items() if value}},
    }


def _words(rights: Iterator[tuple[str, str, str]]) -> Iterator[str]:
    return (f"{verb} {resource}" for verb, _, resource in rights)
