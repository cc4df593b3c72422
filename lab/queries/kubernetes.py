"""What the Kubernetes API is asked, and how its answers are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lab.queries.answer import Answer, reads_answer_of, unexpected_reply
from lab.queries.query import Clients, Description, Query

BACKEND = "the Kubernetes API"
ROLE = "kubernetes"


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind as the API serves it. `plural`: its name in paths."""

    plural: str
    namespaced: bool


def group_path(api_version: str) -> str:
    """Where the API lists the kinds of a group and version: `/api/v1`, `/apis/apps/v1`."""
    return f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"


def object_path(api_version: str, resource: Resource, namespace: str, name: str = "") -> str:
    """The path of an object, or of all in a namespace. One without a namespace is in `default` where it needs one."""
    below = f"/namespaces/{namespace or 'default'}" if resource.namespaced else ""
    return f"{group_path(api_version)}{below}/{resource.plural}" + (f"/{name}" if name else "")


def resource_of(listed: Any, kind: str) -> Resource | None:
    """The kind in the answer of `group_path`; None when the API does not have it."""
    for one in (listed or {}).get("resources") or ():
        if one.get("kind") == kind and "/" not in str(one.get("name")):
            return Resource(str(one["name"]), bool(one.get("namespaced")))
    return None


def status_message(body: Mapping[str, Any]) -> str:
    """What a `Status` of the API says went wrong."""
    return str(body.get("message") or body.get("reason") or "")


class Objects(Query):
    """The objects of a kind. `namespace` empty: of all namespaces."""

    kind: Literal["kubernetes-objects"] = "kubernetes-objects"
    role = ROLE
    api_version: str
    object_kind: str
    namespace: str = ""
    selector: str = ""  # on labels, as `kubectl get -l` takes it

    def send(self, clients: Clients, at: float) -> Answer:
        client = clients.role(self.role)
        listed = client.request("GET", group_path(self.api_version))
        if isinstance(listed, Answer):
            return listed
        resource = resource_of(listed.json, self.object_kind) if listed.status < 300 else None
        if resource is None:
            if listed.status >= 500:
                return unexpected_reply(listed)
            return Answer(json={"served": False, "items": []})
        inside = resource.namespaced and self.namespace
        below = f"/namespaces/{self.namespace}" if inside else ""
        params = {"labelSelector": self.selector} if self.selector else None
        reply = client.request("GET", f"{group_path(self.api_version)}{below}/{resource.plural}", params=params)
        if isinstance(reply, Answer):
            return reply
        if reply.status >= 300:
            return unexpected_reply(reply)
        return Answer(json={"served": True, "items": [_trimmed(item) for item in reply.json["items"]]})

    def describe(self, zero: float) -> Description:
        where = f" in {self.namespace}" if self.namespace else ""
        return Description(f"objects of kind {self.object_kind}{where}", self.selector)

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> tuple[bool, list[Mapping[str, Any]]]:
        """Whether the API serves the kind, and its objects."""
        return bool(answer["served"]), list(answer["items"])


def _trimmed(item: Mapping[str, Any]) -> dict[str, Any]:
    """Without who owns which field, which is most of the text."""
    metadata = {key: value for key, value in (item.get("metadata") or {}).items() if key != "managedFields"}
    return {**item, "metadata": metadata}
