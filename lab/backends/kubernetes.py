"""Applies objects to the Kubernetes API, reads and deletes them, over the plain HTTP of `kubectl proxy`.

Nothing here waits or tries again: each call is one request, and for a kind that is met for the first time one more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from lab.backends.bounds import UNBOUNDED, Bounds
from lab.backends.endpoint import Url
from lab.backends.http import exchange, request_page
from lab.configs.manifests import Manifest
from lab.queries.answer import Answer, Reply
from lab.queries.kubernetes import Resource, group_path, object_path, resource_of, status_message

_MANAGER = "lab"  # owner of the fields that it applies
_APPLY = "application/apply-patch+yaml"
_UNFIT = "failed to create typed patch object"  # a field that the kind does not have, or a value of another type


@dataclass(slots=True)
class KubernetesApi:
    """`url`: of the proxy. What the API has is looked up once for each group and version."""

    url: Url
    bounds: Bounds = UNBOUNDED
    _resources: dict[str, Any] = field(default_factory=dict)

    def apply(self, manifest: Manifest) -> Answer:
        """Server-side; fields that a kind does not have are refused."""
        options = f"fieldManager={_MANAGER}&force=true&fieldValidation=Strict"
        return self._send("PATCH", manifest, options, json.dumps(manifest.body), _APPLY)

    def delete(self, manifest: Manifest) -> Answer:
        """One that is not there counts as deleted: the answer is then empty."""
        return self._send("DELETE", manifest, "propagationPolicy=Background")

    def get(self, manifest: Manifest) -> Answer:
        """The object as the API has it; without JSON when there is none."""
        return self._send("GET", manifest)

    def _send(
        self, method: str, manifest: Manifest, options: str = "", body: str | None = None, content_type: str = ""
    ) -> Answer:
        resource = self._resource(manifest.api_version, manifest.kind)
        if isinstance(resource, Answer):
            return resource
        path = object_path(manifest.api_version, resource, manifest.namespace, quote(manifest.name))
        target = f"{path}?{options}" if options else path
        reply = request_page(method, self.url, target, body=body, content_type=content_type, bounds=self.bounds)
        if isinstance(reply, Answer):
            return reply
        if reply.status == 404 and method != "PATCH":
            return Answer()
        return Answer(json=reply.json) if reply.status < 300 else _refusal(reply)

    def _resource(self, api_version: str, kind: str) -> Resource | Answer:
        known = self._resources.get(api_version)
        resource = resource_of(known, kind) if known is not None else None
        if resource is None:
            # Larger than the page of a service may be, for the core group.
            reply = exchange("GET", self.url, group_path(api_version), bounds=self.bounds)
            if isinstance(reply, Answer):
                return reply
            if reply.status >= 300 and reply.status != 404:
                return _refusal(reply)
            self._resources[api_version] = reply.json if reply.status < 300 else {}
            resource = resource_of(self._resources[api_version], kind)
        return resource or Answer(error=f"the API has no kind {kind} in {api_version}", refused=True)


def _refusal(reply: Reply) -> Answer:
    """4xx is a refusal, unless it says to come again; so is a manifest that does not fit its kind, which is a 500."""
    message = status_message(reply.json) if isinstance(reply.json, Mapping) else reply.text[:300]
    refused = 400 <= reply.status < 500 and reply.status not in (408, 409, 429)
    refused = refused or (message.startswith(_UNFIT) and "no corresponding type" not in message)
    return Answer(error=message or f"status {reply.status}", refused=refused)
